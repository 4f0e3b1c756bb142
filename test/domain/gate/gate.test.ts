import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pass, Passage } from '../../../src/domain/gate/pass.ts';
import { countOf, reconcileGate } from '../../../src/domain/gate/reconcile-gate.ts';
import { isLingering, stillInside } from '../../../src/domain/gate/still-inside.ts';

const nine = Date.parse('2027-01-15T09:00:00+08:00');
const minute = (count: number) => nine + count * 60_000;
const counts = (at: number, changes: Partial<Passage> = {}): Passage => ({
  ...{ gate: 'g', direction: 'in', class: 'car', count: 1, at: minute(at) },
  ...changes,
});
const registers = (id: string, at: number, changes: Partial<Pass> = {}): Pass => ({
  ...{ id, gate: 'g', direction: 'in', class: 'car', persons: 2, entry: null, at: minute(at) },
  ...changes,
});

describe('the counter and the register', () => {
  it('say twelve and nine: three are not registered, and when they came', () => {
    const cars = [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220].map((at) => counts(at));
    const register = [2, 22, 42, 59, 84, 138, 163, 178, 221].map((at, index) => registers(`p${index}`, at));
    const [tally, ...others] = reconcileGate(cars, register);
    expect(others).toEqual([]);
    expect(tally).toMatchObject({ direction: 'in', class: 'car', counted: 12, registered: 9, uncounted: [] });
    expect(tally?.unregistered.map(({ at }) => at)).toEqual([minute(100), minute(120), minute(200)]);
  });

  it('match by class and direction only, and not over more than a quarter of an hour', () => {
    const tallies = reconcileGate(
      [counts(0), counts(0, { class: 'truck' }), counts(30), counts(30, { direction: 'out' })],
      [registers('a', 15), registers('b', 46), registers('c', 0, { class: 'motorcycle' })],
    );
    const short = tallies.map((tally) => [
      `${tally.direction} ${tally.class}`,
      tally.unregistered.length,
      tally.uncounted.map(({ pass }) => pass),
    ]);
    expect(short).toEqual([
      ['in car', 1, ['b']],
      ['in motorcycle', 0, ['c']],
      ['in truck', 1, []],
      ['out car', 1, []],
    ]);
  });

  it('count people on foot one by one, and a vehicle once', () => {
    const [onFoot] = reconcileGate(
      [counts(0, { class: 'person', count: 4 })],
      [registers('a', 1, { class: 'person', persons: 3 })],
    );
    expect(onFoot).toMatchObject({ counted: 4, registered: 3, unregistered: [{ at: minute(0) }] });
    expect(reconcileGate([counts(0)], [registers('a', 1, { persons: 5 })])).toMatchObject([
      { counted: 1, registered: 1 },
    ]);
  });

  it('take a counter that has gone mad for what it says, without a list of four thousand million', () => {
    const [tally] = reconcileGate([counts(0, { count: 4_294_967_295 })], [registers('a', 1)]);
    expect(tally).toMatchObject({ counted: 4_294_967_295, registered: 1, unregistered: [{ count: 4_294_967_294 }] });
  });

  it('match over midnight, tell of one day alone, and wait a quarter of an hour before they miss anybody', () => {
    const day = { fromAt: minute(0), toAt: minute(600), nowAt: minute(100) };
    const cars = [counts(-2), counts(-40), counts(30), counts(90), counts(95)];
    const register = [registers('over', 3), registers('before', -60), registers('fresh', 99)];
    expect(reconcileGate(cars, register, day)).toEqual([
      {
        ...{ direction: 'in', class: 'car', counted: 3, registered: 2, uncounted: [] },
        unregistered: [{ direction: 'in', class: 'car', at: minute(30), count: 1, pass: null }],
        open: [{ direction: 'in', class: 'car', at: minute(95), count: 1, pass: null }],
      },
    ]);
    const [dayBefore] = reconcileGate(cars, register, { fromAt: minute(-600), toAt: minute(0), nowAt: minute(100) });
    expect(dayBefore).toMatchObject({ counted: 2, registered: 1, unregistered: [{ at: minute(-40) }], open: [] });
    expect(dayBefore?.uncounted.map(({ pass }) => pass)).toEqual(['before']);
  });

  const passage = fc
    .record({
      at: fc.integer({ min: 0, max: 120 }),
      count: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom('car', 'person'),
      way: fc.constantFrom('in', 'out'),
    })
    .map(({ at, count, kind, way }) => counts(at, { count, class: kind, direction: way }));
  const register = fc
    .array(
      fc.record({
        at: fc.integer({ min: 0, max: 120 }),
        kind: fc.constantFrom('car', 'person'),
        way: fc.constantFrom('in', 'out'),
      }),
      { maxLength: 14 },
    )
    .map((all) => all.map(({ at, kind, way }, index) => registers(`p${index}`, at, { class: kind, direction: way })));

  it('agree the same in any order and with doubled passes, and lose nobody', () => {
    fc.assert(
      fc.property(
        fc
          .array(passage, { maxLength: 14 })
          .chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
          ),
        register.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
          ),
        ),
        ([plain, late], [passes, doubled]) => {
          const tallies = reconcileGate(plain, passes);
          expect(reconcileGate(late, doubled)).toEqual(tallies);
          for (const { counted, registered, unregistered, uncounted } of tallies) {
            expect(counted - countOf(unregistered)).toBe(registered - countOf(uncounted));
          }
          expect(tallies.reduce((sum, { counted }) => sum + counted, 0)).toBe(
            plain.reduce((sum, { count }) => sum + count, 0),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('who is still inside', () => {
  const entry = registers('in', 0);
  const exit = registers('out', 60, { direction: 'out', entry: 'in' });

  it('is whoever no exit ends, in any order', () => {
    expect(stillInside([entry])).toEqual([entry]);
    expect(stillInside([exit, entry])).toEqual([]);
    expect(stillInside([registers('x', 5), entry, { ...exit, entry: null }]).map(({ id }) => id)).toEqual(['in', 'x']);
    expect(stillInside([entry, entry])).toEqual([entry]);
  });

  it.each([
    ['2027-01-15T15:59:00+08:00', false],
    ['2027-01-15T16:00:00+08:00', true],
    ['2027-01-16T08:00:00+08:00', true],
  ])('at %s, to be looked for: %s', (now, isLooked) => {
    expect(isLingering(entry, Date.parse(now))).toBe(isLooked);
  });
});
