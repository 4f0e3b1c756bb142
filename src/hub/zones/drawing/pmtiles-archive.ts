import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zxyToTileId } from 'pmtiles';
import type { Box } from '../../../domain/geo/box.ts';

/** A vector tile, not compressed. */
export interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly bytes: Uint8Array;
}

interface Entry {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
  runLength: number;
}

const headerBytes = 127;
/** Header and root directory are to be read in one go of 16 kB. */
const mostRootBytes = 16_384 - headerBytes;
const entriesPerLeaf = 4096;

/** A PMTiles archive, version 3: gzip throughout, clustered, every distinct tile once. The same bytes for the same tiles. */
export function pmtilesArchive(
  tiles: readonly Tile[],
  box: Box,
  metadata: Readonly<Record<string, unknown>>,
): Uint8Array<ArrayBuffer> {
  const { entries, data, contents } = layOut(tiles);
  const { root, leaves } = directories(entries);
  const json = gzipSync(JSON.stringify(metadata));
  const sections = [root, json, leaves, data];
  const header = headerOf(sections, { addressed: tiles.length, entries: entries.length, contents }, tiles, box);
  return new Uint8Array(Buffer.concat([header, ...sections]));
}

function layOut(tiles: readonly Tile[]): { entries: Entry[]; data: Buffer; contents: number } {
  const sorted = tiles
    .map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), ...tile }))
    .sort((a, b) => a.id - b.id);
  const [places, packed, entries] = [
    new Map<string, { offset: number; length: number }>(),
    [] as Buffer[],
    [] as Entry[],
  ];
  let size = 0;
  for (const { id, bytes } of sorted) {
    const key = createHash('sha256').update(bytes).digest('base64');
    const known = places.get(key);
    const content = known ? null : gzipSync(bytes, { level: 9 });
    const place = known ?? { offset: size, length: content?.length ?? 0 };
    if (content) {
      packed.push(content);
      size += content.length;
      places.set(key, place);
    }
    const last = entries.at(-1);
    if (last && last.offset === place.offset && last.id + last.runLength === id) last.runLength += 1;
    else entries.push({ id, ...place, runLength: 1 });
  }
  return { entries, data: Buffer.concat(packed), contents: places.size };
}

function directories(entries: readonly Entry[]): { root: Buffer; leaves: Buffer } {
  const whole = directory(entries);
  if (whole.length <= mostRootBytes) return { root: whole, leaves: Buffer.alloc(0) };
  const [leaves, pointers] = [[] as Buffer[], [] as Entry[]];
  let offset = 0;
  for (let from = 0; from < entries.length; from += entriesPerLeaf) {
    const leaf = directory(entries.slice(from, from + entriesPerLeaf));
    pointers.push({ id: (entries[from] as Entry).id, offset, length: leaf.length, runLength: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: directory(pointers), leaves: Buffer.concat(leaves) };
}

/** Count, id differences, run lengths, lengths, offsets (0: right after the one before), as varints. */
function directory(entries: readonly Entry[]): Buffer {
  const numbers = [entries.length];
  numbers.push(...entries.map(({ id }, at) => id - (entries[at - 1]?.id ?? 0)));
  numbers.push(...entries.map(({ runLength }) => runLength), ...entries.map(({ length }) => length));
  for (const [at, { offset }] of entries.entries()) {
    const before = entries[at - 1];
    numbers.push(before && offset === before.offset + before.length ? 0 : offset + 1);
  }
  return gzipSync(Buffer.from(numbers.flatMap(varint)));
}

function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function headerOf(
  [root, json, leaves, data]: readonly Uint8Array[],
  counts: { addressed: number; entries: number; contents: number },
  tiles: readonly Tile[],
  [west, south, east, north]: Box,
): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles\u0003', 'latin1');
  let offset = headerBytes;
  for (const [at, section] of [root, json, leaves, data].entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + at * 16);
    header.writeBigUInt64LE(BigInt(section?.length ?? 0), 16 + at * 16);
    offset += section?.length ?? 0;
  }
  for (const [at, count] of [counts.addressed, counts.entries, counts.contents].entries())
    header.writeBigUInt64LE(BigInt(count), 72 + at * 8);
  const zooms = tiles.map(({ z }) => z);
  const [least, most] =
    zooms.length === 0 ? [0, 0] : [zooms.reduce((a, b) => Math.min(a, b)), zooms.reduce((a, b) => Math.max(a, b))];
  header.set([1, 2, 2, 1, least, most], 96); // clustered; gzip inside and out; MVT
  const middle = [(west + east) / 2, (south + north) / 2];
  for (const [at, degrees] of [west, south, east, north].entries())
    header.writeInt32LE(Math.round(degrees * 1e7), 102 + at * 4);
  header.writeUInt8(least, 118);
  for (const [at, degrees] of middle.entries()) header.writeInt32LE(Math.round(degrees * 1e7), 119 + at * 4);
  return header;
}
