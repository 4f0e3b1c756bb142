import { takeStep } from './actions.ts';
import { Chance } from './chance.ts';
import { type Invariant, invariantNames, invariants } from './invariants.ts';
import { endQuietly } from './quiet-end.ts';
import { productSteps, type Steps } from './steps.ts';
import { World } from './world.ts';

/** One number per step: what happens at it. */
export type Path = readonly number[];

export interface Breach {
  readonly invariants: readonly Invariant[];
  readonly faults: readonly string[];
}

/** The path a seed leads to. */
export function pathOf(seed: number, steps: number): Path {
  const chance = new Chance(seed);
  return Array.from({ length: steps }, () => Math.floor(chance.next() * 4_294_967_296));
}

/** Runs one path to its quiet end and asks every invariant; null when all hold. */
export function runPath(path: Path, steps: Steps = productSteps): Breach | null {
  const world = new World(steps);
  for (const step of path) takeStep(world, new Chance(step));
  const ending = endQuietly(world);
  const broken = invariantNames
    .map((name) => ({ name, faults: invariants[name](world, ending) }))
    .filter(({ faults }) => faults.length > 0);
  if (broken.length === 0) return null;
  return {
    invariants: broken.map(({ name }) => name),
    faults: broken.flatMap(({ name, faults }) => faults.slice(0, 3).map((fault) => `${name}: ${fault}`)),
  };
}

/** The shortest path found that still breaks one of the same invariants: steps are left out in ever smaller pieces. */
export function shrink(path: Path, breach: Breach, steps: Steps = productSteps): { path: Path; breach: Breach } {
  let found = { path, breach };
  for (let size = Math.ceil(path.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < found.path.length; ) {
      const shorter = [...found.path.slice(0, at), ...found.path.slice(at + size)];
      const again = runPath(shorter, steps);
      const isSame = again?.invariants.some((name) => breach.invariants.includes(name)) ?? false;
      if (again && isSame) found = { path: shorter, breach: again };
      else at += size;
    }
  }
  return found;
}

export function writePath(path: Path): string {
  return path.map((step) => step.toString(36)).join('.');
}

export function readPath(text: string): Path {
  return text.split('.').map((step) => Number.parseInt(step, 36));
}

/** A breach made as short as it gets. */
export interface Found {
  readonly seed: number;
  readonly runs: number;
  readonly path: Path;
  readonly breach: Breach;
}

/** Runs all seeds, whatever breaks, so that every invariant is asked of each; of every invariant the first breach, made short. */
export function findBreaches(seeds: Iterable<number>, stepsPerRun: number, steps: Steps = productSteps): Found[] {
  const found: Found[] = [];
  const broken = new Set<Invariant>();
  let runs = 0;
  for (const seed of seeds) {
    runs += 1;
    const path = pathOf(seed, stepsPerRun);
    const breach = runPath(path, steps);
    const fresh = breach?.invariants.filter((name) => !broken.has(name)) ?? [];
    if (!breach || fresh.length === 0) continue;
    for (const name of fresh) broken.add(name);
    const shortest = shrink(path, { ...breach, invariants: fresh }, steps);
    found.push({ seed, runs, path: shortest.path, breach: { ...shortest.breach, invariants: fresh } });
  }
  return found;
}
