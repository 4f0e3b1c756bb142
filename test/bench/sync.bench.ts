import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { measureDesk, measureList, measureSync, measureWrites } from './sync/measure-round.ts';
import { measureStorm, type StormTimes } from './sync/reconnect-storm.ts';
import { type Measured, reportAims, reportLists, reportRounds, reportStorms, reportWrites } from './sync/report.ts';
import { type Measurement, readSizes } from './sync/sizes.ts';
import { type BenchSystem, openSystems } from './sync/systems.ts';

/**
 * Records and photos from IndexedDB in Chromium to a server's disk and back, beside PouchDB, RxDB and a plain reference, in turns and
 * with every write strictly durable at both ends; local writes; the list of a large store; 500 phones that find the signal at once.
 * `SYNC=small` for a quick look; `sizes.ts` says what else may be asked for.
 */
const { sizes, wanted, besidePeers } = readSizes();
const systems = await openSystems(besidePeers);
const measured = systems.map(
  ({ name, title }): Measured => ({ name, title, rounds: [], writes: null, lists: [], desks: [] }),
);
const tell = (what: string) => console.error(`  … ${what}`);

await inTurns('sync', sizes.rounds, 'push, pull and photos', async (system, of) => {
  of.rounds.push(await measureSync(system, sizes));
});
await inTurns('write', 1, 'local writes', async (system, of) => {
  of.writes = await measureWrites(system, sizes);
});
await inTurns('list', 1, 'the list of a large store', async (system, of) => {
  of.lists = await measureList(system, sizes);
  of.desks = await measureDesk(system, sizes);
});
const storms = wanted.includes('storm') ? await weather() : [];

reportRounds(measured);
reportWrites(measured);
reportLists(measured, sizes.listed);
if (storms.length > 0) reportStorms(storms, sizes.stormPhones, sizes.stormRecords);
const results = reportAims(measured, storms[0]);
const [file] = process.argv.slice(2);
if (file) writeFileSync(file, JSON.stringify({ sizes, aims: results, measured, storms }));

async function inTurns(
  measurement: Measurement,
  rounds: number,
  what: string,
  measure: (system: BenchSystem, of: Measured) => Promise<void>,
): Promise<void> {
  if (!wanted.includes(measurement)) return;
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, system] of systems.entries()) {
      const of = measured[index];
      if (rounds > 1) tell(`round ${round} of ${rounds}: ${what}, ${system.title}`);
      else tell(`${what}, ${system.title}`);
      if (of) await measure(system, of);
    }
  }
}

function weather(): Promise<StormTimes[]> {
  tell(`${sizes.stormPhones} phones at once`);
  return measureStorm(sizes);
}
