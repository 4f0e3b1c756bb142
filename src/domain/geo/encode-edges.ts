import type { Polygon } from 'geojson';
import { ByteSink } from './byte-sink.ts';
import { type RingSet, ringSetOf } from './ring-set.ts';
import { mostLowBits, transferHeadBytes, transferMagic, transferSum } from './transfer-form.ts';
import { transferGrid } from './transfer-grid.ts';

/** How large, in octaves, what is left of a ring's mean miss after its low bits are split off. */
const octavesKept = 3;

/**
 * The transfer form of polygons that are united already: compact before compression, small after it. Coordinates of up to 7
 * decimals are kept exactly, others rounded by up to 3.1 mm. Throws on coordinates that are no numbers.
 */
export function encodeEdges(polygons: readonly Polygon[]): Uint8Array {
  const { xPerDegree, yPerDegree } = transferGrid(polygons);
  const rings = ringSetOf(polygons, xPerDegree, yPerDegree);
  const persistence = bestPersistence(rings);
  const parts = partsOf(rings, persistence);
  const { originX, originY } = rings.grid;
  const sink = new ByteSink();
  for (const byte of transferMagic) sink.byte(byte);
  for (let byte = 0; byte < 4; byte += 1) sink.byte(0);
  for (const value of [xPerDegree, yPerDegree]) sink.count(value);
  for (const value of [originX, originY]) sink.whole(value);
  for (const value of [persistence, rings.starts.length - 1, rings.xy.length / 2]) sink.count(value);
  for (const part of parts) sink.count(part.length);
  return signed(joined([sink.finish(), ...parts]));
}

function partsOf(rings: RingSet, persistence: number): Uint8Array[] {
  const [heads, highX, highY, low] = [new ByteSink(), new ByteSink(), new ByteSink(), new ByteSink()];
  let [beginX, beginY] = [0, 0];
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    const [x, y] = beginOf(rings, ring);
    const misses = missesOf(rings, ring, persistence);
    const lowBits = lowBitsFor(misses);
    heads.whole(x - beginX);
    heads.whole(y - beginY);
    heads.count(misses.length / 2 + 1);
    heads.count(lowBits);
    for (const [index, miss] of misses.entries()) {
      const high = Math.floor(miss / 2 ** lowBits);
      (index % 2 === 0 ? highX : highY).whole(high);
      low.bits(miss - high * 2 ** lowBits, lowBits);
    }
    [beginX, beginY] = [x, y];
  }
  return [heads, highX, highY, low].map((sink) => sink.finish());
}

function beginOf({ xy, starts }: RingSet, ring: number): [number, number] {
  const at = 2 * (starts[ring] as number);
  return [xy[at] as number, xy[at + 1] as number];
}

/** How far each step of a ring misses the share of the step before that is expected to go on: x and y in turn. */
function missesOf({ xy, starts }: RingSet, ring: number, persistence: number): number[] {
  const misses: number[] = [];
  let [stepX, stepY] = [0, 0];
  for (let at = 2 * (starts[ring] as number) + 2; at < 2 * (starts[ring + 1] as number); at += 2) {
    const dx = (xy[at] as number) - (xy[at - 2] as number);
    const dy = (xy[at + 1] as number) - (xy[at - 1] as number);
    misses.push(dx - Math.round((stepX * persistence) / 4), dy - Math.round((stepY * persistence) / 4));
    [stepX, stepY] = [dx, dy];
  }
  return misses;
}

/** The persistence, in quarters, that leaves least to tell. */
function bestPersistence(rings: RingSet): number {
  const sums = [0, 1, 2, 3, 4].map((persistence) => sumOfMisses(rings, persistence));
  return sums.indexOf(Math.min(...sums));
}

function sumOfMisses(rings: RingSet, persistence: number): number {
  let sum = 0;
  for (let ring = 0; ring + 1 < rings.starts.length; ring += 1) {
    for (const miss of missesOf(rings, ring, persistence)) sum += Math.log2(1 + Math.abs(miss));
  }
  return sum;
}

function lowBitsFor(misses: readonly number[]): number {
  const mean = misses.reduce((sum, miss) => sum + Math.abs(miss), 0) / misses.length;
  return Math.min(mostLowBits, Math.max(0, Math.round(Math.log2(mean + 1)) - octavesKept));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function signed(whole: Uint8Array): Uint8Array {
  new DataView(whole.buffer).setUint32(transferHeadBytes - 4, transferSum(whole), true);
  return whole;
}
