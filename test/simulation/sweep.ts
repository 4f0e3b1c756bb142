import type { Invariant } from './invariants.ts';
import { type Found, findBreaches, readPath, runPath, writePath } from './run.ts';

/** What `npm test` runs; more by `--runs N`. */
const usualRuns = 2000;
const stepsPerRun = 200;

/** Options of `node test/run.mjs`, handed on by the environment. */
const { SIMULATION_RUNS: runs, SIMULATION_SEED: seed, SIMULATION_PATH: path } = process.env;

/** Every second seed, so that two workers share the runs; or the one seed or path that is to be played again. */
export function sweep(half: 0 | 1): Found[] {
  if (path) return half === 0 ? replay(path) : [];
  const first = seed ? Number(seed) : 1;
  const count = runs ? Number(runs) : seed ? 1 : usualRuns;
  return findBreaches(seedsOf(first, count, half), stepsPerRun);
}

/** The words a red run is told by; null when nothing broke this invariant. */
export function tell(found: readonly Found[], name: Invariant): string | null {
  const one = found.find(({ breach }) => breach.invariants.includes(name));
  return one ? wordsOf(one) : null;
}

function wordsOf({ seed: from, runs: after, path: shortest, breach }: Found): string {
  return [
    `seed ${from}, found after ${after} runs, ${shortest.length} steps: ${breach.invariants.join(', ')}`,
    ...breach.faults,
    `again: npm test -- --only simulation --path ${writePath(shortest)}`,
  ].join('\n');
}

function replay(text: string): Found[] {
  const shortest = readPath(text);
  const breach = runPath(shortest);
  return breach ? [{ seed: Number(seed ?? 0), runs: 1, path: shortest, breach }] : [];
}

function* seedsOf(first: number, count: number, half: 0 | 1): Generator<number> {
  for (let each = first; each < first + count; each += 1) if (each % 2 === half) yield each;
}
