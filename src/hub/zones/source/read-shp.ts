import { StartProblem } from '../../start-problem.ts';
import type { SourceRing, SourceShape } from './source.ts';

const fileCode = 9994;
/** Polygon, PolygonZ, PolygonM (ESRI Shapefile Technical Description, 1998): all begin with the same x and y. */
const polygonTypes = new Set([5, 15, 25]);
const typeNames: Readonly<Record<number, string>> = {
  ...{ 1: 'Point', 3: 'PolyLine', 8: 'MultiPoint', 11: 'PointZ', 13: 'PolyLineZ', 18: 'MultiPointZ' },
  ...{ 21: 'PointM', 23: 'PolyLineM', 28: 'MultiPointM', 31: 'MultiPatch' },
};

/** The shape of every record of a `.shp`, in order. Throws a `StartProblem` when it is none or is cut off. */
export function readShp(bytes: Uint8Array): SourceShape[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 100 || view.getInt32(0) !== fileCode) throw new StartProblem('holds a .shp that is none');
  const shapes: SourceShape[] = [];
  let at = 100;
  while (at + 8 <= view.byteLength) {
    const length = view.getInt32(at + 4) * 2;
    if (length < 4 || at + 8 + length > view.byteLength)
      throw new StartProblem(`holds a .shp that is cut off in record ${shapes.length + 1}`);
    shapes.push(readRecord(new DataView(view.buffer, view.byteOffset + at + 8, length)));
    at += 8 + length;
  }
  return shapes;
}

function readRecord(record: DataView): SourceShape {
  const type = record.getInt32(0, true);
  if (type === 0) return { kind: 'empty' };
  if (!polygonTypes.has(type)) return { kind: 'other', type: typeNames[type] ?? `shape type ${type}` };
  try {
    const rings = readRings(record);
    return rings.length === 0 ? { kind: 'empty' } : { kind: 'rings', rings };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return {
      kind: 'unreadable',
      because: { zh: '记录长度与点数不符', en: 'its record is shorter than the points it counts' },
    };
  }
}

function readRings(record: DataView): SourceRing[] {
  const [parts, points] = [record.getInt32(36, true), record.getInt32(40, true)];
  const startOf = (part: number) => (part < parts ? record.getInt32(44 + part * 4, true) : points);
  const first = 44 + parts * 4;
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [startOf(part), startOf(part + 1)];
    const ring = new Float64Array(Math.max(0, to - from) * 2);
    for (let at = 0; at < ring.length; at += 1) ring[at] = record.getFloat64(first + from * 16 + at * 8, true);
    return ring;
  });
}
