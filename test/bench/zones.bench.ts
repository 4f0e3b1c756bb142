import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { buffer } from '@turf/buffer';
import { pointToPolygonDistance } from '@turf/point-to-polygon-distance';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { EdgeIndex } from '../../src/domain/geo/edge-index.ts';
import { encodeEdges } from '../../src/domain/geo/encode-edges.ts';
import { isInside } from '../../src/domain/geo/is-inside.ts';
import { layOutEdges } from '../../src/domain/geo/lay-out-edges.ts';
import { openEdgeIndex } from '../../src/domain/geo/open-edge-index.ts';
import { signedDistance } from '../../src/domain/geo/signed-distance.ts';
import { seededRandom } from '../../src/hub/packages/seeded-random.ts';
import { forestBounds, fractalForests } from '../support/fractal-forests.ts';

/** Lookups in zones of 10 k, 100 k and 1 M vertices beside plain Turf, what a package weighs, and how long it takes to lay out and to open. */
const sizes = [10_000, 100_000, 1_000_000];
const seed = 20_261_122;
const beltMeters = 500;
/** Turf's buffer of more vertices than this takes minutes, then all the memory. */
const mostBuffered = 10_000;
/** A package of the size the hub has to send: 10,000 forests of 490,000 vertices. */
const sentPlan = { seed, forests: 10_000, vertices: 490_000 };

type Place = readonly [lon: number, lat: number];
interface Rate {
  readonly perSecond: number;
  readonly p99Micros: number;
}

function main(): void {
  const lookups = sizes.map(measureSize);
  const sent = measureSent();
  for (const row of lookups) report(row);
  console.log(`\na package of ${sent.vertices} vertices in ${sentPlan.forests} forests`);
  console.log(
    `  transfer form ${kilo(sent.bytes)} kB, as brotli ${kilo(sent.brotliBytes)} kB (with 7 decimals ${kilo(sent.sevenDecimalsBrotliBytes)} kB)`,
  );
  console.log(`  laid out in ${sent.layOutMs} ms, opened in ${sent.openMs} ms, ${kilo(sent.flatBytes)} kB kept`);
  const [, , file] = process.argv;
  if (file) writeFileSync(file, JSON.stringify({ lookups, sent }));
}

function measureSize(vertices: number) {
  const forests = fractalForests({ seed, forests: vertices / 500, vertices });
  const transfer = encodeEdges(forests);
  const { index, ...load } = measureLoad(transfer);
  const places = placesIn(200_000);
  const zone = multiPolygon(forests);
  const buffered = vertices <= mostBuffered ? bufferZone(zone) : null;
  const turfPlaces = places.slice(0, Math.max(3, Math.round(3e6 / vertices)));
  return {
    ...{ vertices: countOf(forests), ...load },
    signedDistance: rateOf(places, ([lon, lat]) => signedDistance(index, lon, lat)),
    inside: rateOf(places, ([lon, lat]) => isInside(index, lon, lat)),
    turfDistance: slowRateOf(turfPlaces.slice(0, Math.max(3, Math.round(2e5 / vertices))), (place) =>
      pointToPolygonDistance([...place], zone, { units: 'meters' }),
    ),
    turfInside: slowRateOf(turfPlaces, (place) => booleanPointInPolygon([...place], zone)),
    turfBuffered: buffered && slowRateOf(turfPlaces, (place) => booleanPointInPolygon([...place], buffered.zone)),
    turfBufferMs: buffered && buffered.ms,
  };
}

function measureSent() {
  const forests = fractalForests(sentPlan);
  const transfer = encodeEdges(forests);
  const { index: _, ...load } = measureLoad(transfer);
  const rounded = forests.map(
    ({ coordinates }): Polygon => ({
      type: 'Polygon',
      coordinates: coordinates.map((ring) => ring.map((at) => at.map((value) => Math.round(value * 1e7) / 1e7))),
    }),
  );
  return {
    ...{ vertices: countOf(forests), bytes: transfer.length, brotliBytes: brotliSize(transfer) },
    ...{ sevenDecimalsBrotliBytes: brotliSize(encodeEdges(rounded)), ...load },
  };
}

/** The median of five times of making the flat form from the transfer form, and of opening it. */
function measureLoad(transfer: Uint8Array): { index: EdgeIndex; layOutMs: number; openMs: number; flatBytes: number } {
  const laidOut = Array.from({ length: 5 }, () => timed(() => layOutEdges(transfer)));
  const flat = laidOut[0]?.value ?? new ArrayBuffer();
  const opened = Array.from({ length: 5 }, () => timed(() => openEdgeIndex(flat)));
  const index = opened[0]?.value ?? openEdgeIndex(flat);
  return { index, layOutMs: medianMs(laidOut), openMs: medianMs(opened), flatBytes: flat.byteLength };
}

function bufferZone(zone: Feature<MultiPolygon>): { zone: Feature<Polygon | MultiPolygon>; ms: number } {
  const { value, ms } = timed(() => buffer(zone, beltMeters, { units: 'meters' }));
  if (!value) throw new Error('Turf made no buffer');
  return { zone: value, ms: round(ms) };
}

/** Lookups per second over all places, the median of five passes after a tenth of one to warm up; and the 99th percentile of one. */
function rateOf(places: readonly Place[], lookUp: (place: Place) => unknown): Rate {
  for (const place of places.slice(0, places.length / 10)) lookUp(place);
  const passes = Array.from({ length: 5 }, () =>
    timed(() => {
      for (const place of places) lookUp(place);
    }),
  );
  return {
    perSecond: round((places.length / medianMs(passes)) * 1000),
    p99Micros: p99Of(places.slice(0, 50_000), lookUp).micros,
  };
}

/** The same for what is slow: one pass, each lookup by itself. */
function slowRateOf(places: readonly Place[], lookUp: (place: Place) => unknown): Rate {
  const { ms, micros } = p99Of(places, lookUp);
  return { perSecond: round((places.length / ms) * 1000), p99Micros: micros };
}

function p99Of(places: readonly Place[], lookUp: (place: Place) => unknown): { ms: number; micros: number } {
  const each = places.map((place) => timed(() => lookUp(place)).ms);
  const ms = each.reduce((sum, one) => sum + one, 0);
  const sorted = each.toSorted((one, other) => one - other);
  return { ms, micros: round((sorted[Math.floor(each.length * 0.99)] ?? Number.NaN) * 1000) };
}

function timed<T>(run: () => T): { value: T; ms: number } {
  const startedAt = performance.now();
  const value = run();
  return { value, ms: performance.now() - startedAt };
}

function medianMs(runs: readonly { ms: number }[]): number {
  return round(
    runs.map(({ ms }) => ms).toSorted((one, other) => one - other)[Math.floor(runs.length / 2)] ?? Number.NaN,
  );
}

function placesIn(count: number): Place[] {
  const random = seededRandom(seed);
  const [west, south, east, north] = forestBounds;
  return Array.from(
    { length: count },
    () => [west + (east - west) * random(), south + (north - south) * random()] as const,
  );
}

function multiPolygon(forests: readonly Polygon[]): Feature<MultiPolygon> {
  const coordinates = forests.map((forest) => forest.coordinates);
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates } };
}

function countOf(forests: readonly Polygon[]): number {
  return forests.reduce((sum, { coordinates }) => sum + coordinates.reduce((all, ring) => all + ring.length - 1, 0), 0);
}

function brotliSize(bytes: Uint8Array): number {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function report(row: ReturnType<typeof measureSize>): void {
  const { signedDistance: own, inside, turfDistance, turfInside, turfBuffered } = row;
  console.log(
    `\n${row.vertices} vertices: laid out in ${row.layOutMs} ms, opened in ${row.openMs} ms, ${kilo(row.flatBytes)} kB kept`,
  );
  reportRate('signed distance', own, own);
  reportRate('Turf, point to polygon distance', turfDistance, own);
  reportRate('inside', inside, inside);
  reportRate('Turf, point in polygon', turfInside, inside);
  if (turfBuffered) reportRate(`Turf, in the belt drawn before (in ${row.turfBufferMs} ms)`, turfBuffered, own);
  else console.log('  Turf, in the belt drawn before: the buffer is out of its reach');
}

function reportRate(name: string, rate: Rate, own: Rate): void {
  const ratio = rate === own ? '' : `, ${round(own.perSecond / rate.perSecond)} times slower`;
  console.log(`  ${name}: ${rate.perSecond}/s, p99 ${rate.p99Micros} µs${ratio}`);
}

function kilo(bytes: number): number {
  return Math.round(bytes / 1000);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

main();
