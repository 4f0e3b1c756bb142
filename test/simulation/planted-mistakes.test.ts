import { describe, expect, it } from 'vitest';
import { type Invariant, invariantNames } from './invariants.ts';
import { furtherMistakes, type Mistake, peerMistakes } from './mistakes.ts';
import { findBreaches, pathOf, readPath, runPath, shrink, writePath } from './run.ts';
import { productSteps, standInNames } from './steps.ts';

const mostRuns = 2000;
const named = (mistakes: readonly Mistake[]) =>
  mistakes.map((mistake) => [mistake.name, mistake.breaks, mistake] as const);

/** The first seed whose run with the mistake planted breaks what it must break. */
function seedThatFinds({ breaks, plant }: Mistake): number | null {
  const steps = { ...productSteps, ...plant };
  for (let seed = 1; seed <= mostRuns; seed += 1)
    if (runPath(pathOf(seed, 200), steps)?.invariants.includes(breaks)) return seed;
  return null;
}

describe('a planted mistake', () => {
  it.each(named(peerMistakes))('%s is found by %s', (_name, _breaks, mistake) => {
    expect(seedThatFinds(mistake)).not.toBeNull();
  });

  it.each(named(furtherMistakes))('%s is found by %s', (_name, _breaks, mistake) => {
    expect(seedThatFinds(mistake)).not.toBeNull();
  });

  it('is there for every invariant the simulator asks', () => {
    const broken = [...peerMistakes, ...furtherMistakes].map(({ breaks }) => breaks);
    expect(invariantNames.filter((name) => !broken.includes(name))).toEqual([]);
    expect(peerMistakes).toHaveLength(12);
    const isInStandIn = ({ plant }: Mistake) => Object.keys(plant).every((name) => standInNames.includes(name));
    expect(peerMistakes.filter(isInStandIn), 'as the README says').toHaveLength(6);
  });

  it('does not end the sweep: what breaks later is told as well', () => {
    const [early, late] = ['wipe on user switch', 'the last to set a gate wins'].map(
      (name) => [...peerMistakes, ...furtherMistakes].find((one) => one.name === name)?.plant,
    );
    const found = findBreaches([1, 2, 3, 4, 5, 6, 7, 8], 200, { ...productSteps, ...early, ...late });
    const firstOf = (name: Invariant) => found.find(({ breach }) => breach.invariants.includes(name))?.seed ?? 0;
    expect(firstOf('I13')).toBeGreaterThan(0);
    expect(firstOf('I16')).toBeGreaterThan(firstOf('I13'));
    const names = found.flatMap(({ breach }) => breach.invariants);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is found again by its path alone, and by a shorter one', () => {
    const steps = { ...productSteps, ...peerMistakes.find(({ name }) => name === 'block on 4xx')?.plant };
    const path = pathOf(1, 200);
    const breach = runPath(path, steps);
    if (!breach) throw new Error('not found');
    expect(runPath(readPath(writePath(path)), steps)).toEqual(breach);
    const shortest = shrink(path, breach, steps);
    expect(shortest.path.length).toBeLessThan(20);
    expect(runPath(readPath(writePath(shortest.path)), steps)).toEqual(shortest.breach);
  });
});
