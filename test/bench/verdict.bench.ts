import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Act, acts } from '../../src/domain/shared/codes.ts';
import type { Now } from '../../src/domain/verdict/verdict.ts';
import { type JudgingTimes, prepareJudging, timesInPage } from '../journey/support/judging-page.ts';
import { phoneRows } from '../journey/support/phone-database.ts';
import { Ranger } from '../journey/support/ranger.ts';
import { fivePlaces } from '../support/five-places.ts';
import { startHub } from '../support/hub-process.ts';
import { fixesAmong, placeMillionVertices } from '../support/million-vertices.ts';

/** The verdict on a phone without signal, by a package of a million vertices as the app opens it from its storage: at this machine's speed and at a quarter of it. */
const slowdowns = [1, 4];
const rounds = 3;
const fixCount = 3_000;
const aimMs = 5;
const now: Now = { kind: 'known', at: Date.parse('2026-12-15T10:00:00+08:00'), skewMs: 0 };
const twelve = Object.keys(acts) as Act[];

const hub = await startHub();
const ranger = await Ranger.withPhone(hub, { at: fivePlaces.deepInForest });
try {
  const { sha256, forests } = await placeMillionVertices(hub);
  await ranger.enrols(hub);
  await isInUse(sha256);
  await hub.kill('SIGKILL');
  await ranger.phone.close();
  await ranger.opens();
  await ranger.phone.context.setOffline(true);
  await ranger.verdictCard.waitFor();
  while (!(await prepareJudging(ranger.page)).includes(sha256)) await sleep(200);
  report(await measure(fixesAmong(forests, fixCount, 20_261_122)));
} finally {
  await ranger.phone.dispose();
  await hub.dispose();
}

async function isInUse(sha256: string): Promise<void> {
  for (;;) {
    const [inUse] = await phoneRows<{ zones: string[] }>(ranger.page, 'packagesInUse');
    if (inUse?.zones.includes(sha256)) return;
    await sleep(500);
  }
}

/** In turns, so that a busy moment of the machine falls on both. */
async function measure(fixes: ReturnType<typeof fixesAmong>): Promise<Map<number, JudgingTimes>> {
  const session = await ranger.page.context().newCDPSession(ranger.page);
  const all = new Map(slowdowns.map((rate): [number, JudgingTimes] => [rate, { acts: [], places: [] }]));
  await timesInPage(ranger.page, twelve, fixes.slice(0, 200), now); // warms up
  for (let round = 0; round < rounds; round += 1) {
    for (const [rate, times] of all) {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      const more = await timesInPage(ranger.page, twelve, fixes, now);
      times.acts.push(...more.acts);
      times.places.push(...more.places);
    }
  }
  return all;
}

function report(all: ReadonlyMap<number, JudgingTimes>): void {
  const rows = [...all].map(([slowdown, { acts: each, places }]) => ({
    slowdown,
    ...{ verdictP50Ms: share(each, 0.5), verdictP99Ms: share(each, 0.99), verdictMostMs: share(each, 1) },
    ...{ twelveP50Ms: share(places, 0.5), twelveP99Ms: share(places, 0.99), twelveMostMs: share(places, 1) },
  }));
  console.log(`\na million vertices in Chromium, offline: ${rounds} times ${fixCount} fixes, twelve acts at each`);
  for (const row of rows) {
    console.log(
      `  ${row.slowdown}× slower: a verdict p50 ${row.verdictP50Ms} ms, p99 ${row.verdictP99Ms} ms (aim at 4×: below ${aimMs} ms), at most ${row.verdictMostMs} ms`,
    );
    console.log(
      `    all twelve acts at one place p50 ${row.twelveP50Ms} ms, p99 ${row.twelveP99Ms} ms, at most ${row.twelveMostMs} ms`,
    );
  }
  const [, , file] = process.argv;
  if (file) writeFileSync(file, JSON.stringify({ fixes: fixCount, rounds, aimMs, rows }));
}

function share(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return Math.round((sorted[at] ?? Number.NaN) * 100) / 100;
}
