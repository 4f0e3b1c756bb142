import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { trackPatrol } from '../../src/domain/patrol/patrol-track.ts';
import type { TrackFix } from '../../src/domain/patrol/smooth-fix.ts';
import { edgeAtLine, noisyWalk } from '../support/noisy-walk.ts';

/**
 * False crossings an hour of somebody who walks exactly on the line, and how soon a true crossing is known, by four ways of telling,
 * on the same walks. The noise is seeded and none of these seeds was used to choose a constant.
 */
const hours = 200;
const crossingsMade = 200;
const crossesAtSecond = 200;

type Way = (fixes: readonly TrackFix[]) => readonly number[];

/** Each answers when it told a crossing, epoch ms. */
const ways: Readonly<Record<string, Way>> = {
  'the side of each fix': (fixes) => changes(fixes, () => 0, 1),
  'hysteresis ±15 m': (fixes) => changes(fixes, () => 15, 1),
  'dwell of 10 s': (fixes) => changes(fixes, () => 0, 10),
  'gate, smoothing, band, proof': (fixes) => told(fixes),
};

function changes(fixes: readonly TrackFix[], band: (fix: TrackFix) => number, dwell: number): number[] {
  let side = 0;
  let run = { side: 0, count: 0 };
  const at: number[] = [];
  for (const fix of fixes) {
    const edge = edgeAtLine(fix);
    const now = Math.abs(edge) < band(fix) ? 0 : Math.sign(edge);
    run = now === run.side ? { side: now, count: run.count + 1 } : { side: now, count: 1 };
    if (now === 0 || now === side || run.count < dwell) continue;
    if (side !== 0) at.push(fix.takenAt);
    side = now;
  }
  return at;
}

/** When each crossing became known: at the fix that proved it, found by asking again with every ten seconds of the walk. */
function told(fixes: readonly TrackFix[]): number[] {
  const at: number[] = [];
  const whole = trackPatrol(fixes, edgeAtLine).crossings;
  for (let length = 10; length <= fixes.length && at.length < whole.length; length += 10) {
    const known = trackPatrol(fixes.slice(0, length), edgeAtLine).crossings.length;
    while (at.length < known) at.push(fixes[length - 1]?.takenAt ?? 0);
  }
  return at;
}

const along = Array.from({ length: hours }, (_, index) =>
  noisyWalk({ seed: 50_000 + index, seconds: 3600, eastAt: () => 0 }),
);
const across = Array.from({ length: crossingsMade }, (_, index) =>
  noisyWalk({ seed: 60_000 + index, seconds: 600, eastAt: (second) => 120 - 0.6 * second }),
);

const results = Object.entries(ways).map(([name, way]) => {
  const isOurs = way === ways['gate, smoothing, band, proof'];
  const falseOnes = along.map((fixes) => (isOurs ? trackPatrol(fixes, edgeAtLine).crossings : way(fixes)).length);
  const known = across.map((fixes) => ({ start: fixes[0]?.takenAt ?? 0, at: way(fixes) }));
  const delays = known
    .filter(({ at }) => at.length > 0)
    .map(({ start, at }) => ((at.at(-1) ?? 0) - start) / 1000 - crossesAtSecond)
    .sort((a, b) => a - b);
  return {
    name,
    falseAnHour: falseOnes.reduce((sum, count) => sum + count, 0) / hours,
    settledSecondsP50: delays[Math.floor(delays.length / 2)] ?? null,
    settledSecondsP95: delays[Math.floor(delays.length * 0.95)] ?? null,
    missed: known.filter(({ at }) => at.length === 0).length,
  };
});

const best = results.at(-1)?.falseAnHour ?? 0;
console.log(`\nwalking on the line, ${hours} hours; crossing it, ${crossingsMade} times`);
console.log('                                 false an hour            settled p50 / p95   missed');
for (const { name, falseAnHour, settledSecondsP50, settledSecondsP95, missed } of results) {
  const ratio = best > 0 ? `${(falseAnHour / best).toFixed(0)}×` : '';
  const delay = `${settledSecondsP50?.toFixed(0)} s / ${settledSecondsP95?.toFixed(0)} s`;
  console.log(
    `  ${name.padEnd(30)} ${falseAnHour.toFixed(2).padStart(7)} ${ratio.padStart(7)} ${delay.padStart(24)} ${missed}`,
  );
}
const [file] = process.argv.slice(2);
if (file) writeFileSync(file, JSON.stringify(results));
