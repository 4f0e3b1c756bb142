import type { SqlValue } from 'sql.js';
import type { SourceRing, SourceShape } from './source.ts';

const typeNames = [
  'Geometry',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
];
/** Bytes of the envelope by its code in the flags. */
const envelopeBytes = [0, 32, 48, 48, 64];
const unreadable = {
  kind: 'unreadable',
  because: { zh: '图形二进制无法读取', en: 'its binary geometry cannot be read' },
} as const satisfies SourceShape;

/** The shape in a GeoPackage's geometry column: a header `GP`, then well-known binary. Z and M are left aside. */
export function readGeopackageShape(value: SqlValue): SourceShape {
  if (value === null) return { kind: 'empty' };
  if (!(value instanceof Uint8Array) || value[0] !== 0x47 || value[1] !== 0x50) return unreadable;
  const flags = value[3] ?? 0;
  const header = envelopeBytes[(flags >> 1) & 7];
  if (header === undefined) return unreadable;
  try {
    return new WkbReader(
      new DataView(value.buffer, value.byteOffset + 8 + header, value.byteLength - 8 - header),
    ).shape();
  } catch (cause) {
    if (cause instanceof RangeError) return unreadable;
    throw cause;
  }
}

/** Well-known binary (OGC 06-103r4, ISO 13249-3 for Z and M, and the high bits some writers use for them). */
class WkbReader {
  readonly #view: DataView;
  #at = 0;

  constructor(view: DataView) {
    this.#view = view;
  }

  shape(): SourceShape {
    const isLittle = this.#view.getUint8(this.#at) === 1;
    const code = this.#view.getUint32(this.#at + 1, isLittle);
    this.#at += code & 0x20000000 ? 9 : 5;
    const [type, dimensions] = [(code & 0x0fffffff) % 1000, dimensionsOf(code)];
    if (type === 3) return this.#polygon(isLittle, dimensions);
    if (type === 6 || type === 7) return this.#together(isLittle);
    return { kind: 'other', type: typeNames[type] ?? `geometry type ${type}` };
  }

  #polygon(isLittle: boolean, dimensions: number): SourceShape {
    const rings = this.#times(isLittle, () => this.#ring(isLittle, dimensions));
    return rings.length === 0 ? { kind: 'empty' } : { kind: 'polygons', polygons: [rings] };
  }

  #together(isLittle: boolean): SourceShape {
    const shapes = this.#times(isLittle, () => this.shape());
    const strange = shapes.find(({ kind }) => kind !== 'polygons' && kind !== 'empty');
    if (strange) return strange;
    const polygons = shapes.flatMap((shape) => (shape.kind === 'polygons' ? shape.polygons : []));
    return polygons.length === 0 ? { kind: 'empty' } : { kind: 'polygons', polygons };
  }

  #ring(isLittle: boolean, dimensions: number): SourceRing {
    const points = this.#count(isLittle);
    if (points * dimensions * 8 > this.#view.byteLength - this.#at) throw new RangeError('more points than bytes');
    const ring = new Float64Array(points * 2);
    for (let at = 0; at < ring.length; at += 2) {
      ring[at] = this.#view.getFloat64(this.#at, isLittle);
      ring[at + 1] = this.#view.getFloat64(this.#at + 8, isLittle);
      this.#at += dimensions * 8;
    }
    return ring;
  }

  #times<T>(isLittle: boolean, read: () => T): T[] {
    const count = this.#count(isLittle);
    if (count > this.#view.byteLength) throw new RangeError('more parts than bytes');
    return Array.from({ length: count }, read);
  }

  #count(isLittle: boolean): number {
    const count = this.#view.getUint32(this.#at, isLittle);
    this.#at += 4;
    return count;
  }
}

function dimensionsOf(code: number): number {
  const iso = Math.floor((code & 0x0fffffff) / 1000);
  const hasZ = (code & 0x80000000) !== 0 || iso === 1 || iso === 3;
  const hasM = (code & 0x40000000) !== 0 || iso === 2 || iso === 3;
  return 2 + Number(hasZ) + Number(hasM);
}
