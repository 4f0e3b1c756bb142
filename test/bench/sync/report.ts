import type { RoundTimes } from './measure-round.ts';
import type { StormTimes } from './reconnect-storm.ts';
import type { DeskTimes, ListTimes, WriteTimes } from './system-page.ts';
import type { SystemName } from './systems.ts';

/** What was measured of one system; what was not asked for is empty. */
export interface Measured {
  readonly name: SystemName;
  readonly title: string;
  readonly rounds: RoundTimes[];
  writes: WriteTimes | null;
  lists: ListTimes[];
  desks: DeskTimes[];
}

const phases = ['push', 'pull', 'photos'] as const;
type Phase = (typeof phases)[number];

/** Hulin's time over the reference's; milliseconds for the rest. */
export const aims = { push: 0.8, pull: 1, photos: 1.25, writeP50Ms: 3, listMs: 100, stormMs: 3_000, stormP99Ms: 300 };

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Each round's time over the reference's of the same round. */
export function ratioOf(phase: Phase, of: Measured, reference: Measured): Ratio {
  const ratios = of.rounds.map((times, round) => times[phase] / (reference.rounds[round]?.[phase] ?? Number.NaN));
  return { median: share(ratios, 0.5), least: Math.min(...ratios), most: Math.max(...ratios) };
}

export function reportRounds(measured: readonly Measured[]): void {
  const [reference] = measured;
  if (!reference || reference.rounds.length === 0) return;
  const count = reference.rounds.length;
  console.log(`\npush, pull and photos: times the reference's, median of ${count} rounds in turns (least – most)`);
  console.log(`  ${''.padEnd(42)}${phases.map((phase) => phase.padEnd(26)).join('')}`);
  for (const system of measured) {
    const cells = phases.map((phase) => {
      const { median, least, most } = ratioOf(phase, system, reference);
      const seconds = share(
        system.rounds.map((times) => times[phase] / 1_000),
        0.5,
      );
      return `${median.toFixed(2)}× (${least.toFixed(2)} – ${most.toFixed(2)}) ${seconds.toFixed(1)} s`.padEnd(26);
    });
    console.log(`  ${system.title.padEnd(42)}${cells.join('')}`);
  }
  for (const { title, rounds } of measured) {
    const madeSo = rounds.reduce((sum, { strictness }) => sum + strictness.madeSo, 0);
    if (madeSo > 0) console.log(`  ${title} cannot be asked for strict durability: the page forced it`);
  }
}

export function reportWrites(measured: readonly Measured[]): void {
  if (measured.every(({ writes }) => writes === null)) return;
  console.log('\none local write, durable: p50 / p99');
  for (const { title, writes } of measured) {
    if (!writes) continue;
    console.log(`  ${title.padEnd(42)}${tails(writes.plain)}`);
    if (writes.sealed) console.log(`  ${`${title}, with a sealed part`.padEnd(42)}${tails(writes.sealed)}`);
  }
}

export function reportLists(measured: readonly Measured[], listed: number): void {
  if (measured.every(({ lists }) => lists.length === 0)) return;
  console.log(`\nthe list after opening a store of ${listed} records: opening, query`);
  for (const { title, lists } of measured) {
    const [openMs, queryMs] = [middle(lists, 'openMs'), middle(lists, 'queryMs')];
    const rows = lists[0]?.rows ?? 0;
    console.log(`  ${title.padEnd(42)}${openMs.toFixed(0)} ms, ${queryMs.toFixed(0)} ms for ${rows} rows`);
  }
  for (const { title, desks } of measured.filter((one) => one.desks.length > 0)) {
    const [openMs, firstMs, wholeMs] = [middle(desks, 'openMs'), middle(desks, 'firstMs'), middle(desks, 'wholeMs')];
    const times = `${openMs.toFixed(0)} ms, first rows ${firstMs.toFixed(0)} ms, all ${wholeMs.toFixed(0)} ms`;
    console.log(`  ${`${title}, a desk's list of everybody's`.padEnd(42)}${times}`);
  }
}

function middle<K extends string>(times: readonly Readonly<Record<K, number>>[], key: K): number {
  return share(
    times.map((one) => one[key]),
    0.5,
  );
}

export function reportStorms(storms: readonly StormTimes[], phones: number, records: number): void {
  console.log(`\n${phones} phones × ${records} records at once`);
  for (const [index, { wholeMs, requestMs, deskMs }] of storms.entries()) {
    const hub = index === 0 ? 'a hub just started' : 'the same hub, warm';
    console.log(
      `  ${hub}: ${wholeMs.toFixed(0)} ms, a request ${tails(requestMs)}, a desk's meanwhile ${tails(deskMs)}`,
    );
  }
}

/** Every aim with what was found, and whether it was met. */
export function reportAims(measured: readonly Measured[], storm: StormTimes | undefined): Record<string, unknown>[] {
  const rows = [...aimedRatios(measured), ...aimedTimes(measured, storm)];
  console.log('\naims');
  for (const { what, found, aim, unit } of rows) {
    const said = `${found.toFixed(2)}${unit}`.padStart(12);
    console.log(`  ${what.padEnd(42)}${said}   aim ≤ ${aim}${unit}   ${found <= aim ? 'met' : 'MISSED'}`);
  }
  return rows.map((row) => ({ ...row, isMet: row.found <= row.aim }));
}

interface Aimed {
  readonly what: string;
  readonly found: number;
  readonly aim: number;
  readonly unit: string;
}

function aimedRatios(measured: readonly Measured[]): Aimed[] {
  const [reference, hulin] = [measured[0], measured.find(({ name }) => name === 'hulin')];
  if (!reference || !hulin || hulin.rounds.length === 0) return [];
  return phases.map((phase) => {
    const { median } = ratioOf(phase, hulin, reference);
    return { what: `${phase}, times the reference's`, found: median, aim: aims[phase], unit: '×' };
  });
}

function aimedTimes(measured: readonly Measured[], storm: StormTimes | undefined): Aimed[] {
  const hulin = measured.find(({ name }) => name === 'hulin');
  const rows: Aimed[] = [];
  const add = (what: string, found: number, aim: number) => rows.push({ what, found, aim, unit: ' ms' });
  if (hulin?.writes) add('local write, p50', share(hulin.writes.plain, 0.5), aims.writeP50Ms);
  if (hulin && hulin.lists.length > 0) add('list of the newest records', middle(hulin.lists, 'queryMs'), aims.listMs);
  if (hulin && hulin.desks.length > 0) add("a desk's list, first rows", middle(hulin.desks, 'firstMs'), aims.listMs);
  if (storm) add('storm, whole', storm.wholeMs, aims.stormMs);
  if (storm) add('storm, p99 of a request', share(storm.requestMs, 0.99), aims.stormP99Ms);
  return rows;
}

function tails(times: readonly number[]): string {
  return `${share(times, 0.5).toFixed(1)} / ${share(times, 0.99).toFixed(1)} ms`;
}

/** The value that this share of all lies below. */
export function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
