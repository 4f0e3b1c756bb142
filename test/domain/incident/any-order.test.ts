import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldIncidents } from '../../../src/domain/incident/fold-incidents.ts';
import type { IncidentMember, IncidentSaid } from '../../../src/domain/incident/incident.ts';
import { aPermit } from '../../support/builders.ts';
import { anAlarmSeen, aSightingSeen, aStep, east, minutes } from './support.ts';

const permits = [aPermit(), aPermit({ id: 'burn-2', hours: null })];

const placeAndTime = fc.record({
  east: fc.integer({ min: -6_000, max: 6_000 }),
  at: fc.integer({ min: -200, max: 200 }),
  lasts: fc.option(fc.integer({ min: -5, max: 90 })),
  form: fc.constantFrom('alarm', 'trouble', 'sighting', 'nowhere'),
  sensor: fc.integer({ min: 0, max: 4 }),
  found: fc.option(
    fc.record({
      verdict: fc.constantFrom('confirmed', 'false', 'unverified'),
      at: fc.integer({ min: 0, max: 8 }).map(minutes),
    }),
  ),
});

const field: fc.Arbitrary<readonly IncidentMember[]> = fc
  .array(placeAndTime, { minLength: 1, maxLength: 24 })
  .map((drawn) =>
    drawn.map(({ east: meters, at, lasts, form, sensor, found }, index) => {
      const changes = { place: east(meters), fromAt: minutes(at), toAt: lasts === null ? null : minutes(at + lasts) };
      if (form === 'sighting') return aSightingSeen(`m${index}`, { ...changes, toAt: minutes(at) });
      const alarm = anAlarmSeen(`m${index}`, { ...changes, station: `sensor-${sensor}`, found });
      if (form === 'nowhere') return { ...alarm, place: null };
      return form === 'trouble' ? { ...alarm, concern: 'trouble' } : alarm;
    }),
  );

const ids = fc.uniqueArray(
  fc.integer({ min: 0, max: 25 }).map((index) => `m${index}`),
  { minLength: 1, maxLength: 4 },
);
const said: fc.Arbitrary<IncidentSaid> = fc.oneof(
  fc.record({ deed: fc.constantFrom('merge', 'split'), these: ids, those: ids }),
  fc.record({
    deed: fc.constant('verify'),
    members: ids,
    verdict: fc.constantFrom('confirmed', 'false', 'unverified'),
  }),
  fc.record({ deed: fc.constant('undo'), step: fc.integer({ min: 0, max: 7 }).map((index) => `step-${index}`) }),
);

/** The same rows in any other order, some of them more than once, some first in the state they were in before they ended. */
function stirred<T>(rows: readonly T[], before: (row: T) => T): fc.Arbitrary<T[]> {
  const copies = fc.subarray(rows.map((row) => row)).map((some) => [...rows, ...some, ...some.map(before)]);
  return copies.chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}

const told = fc.array(said, { maxLength: 8 }).map((all) => all.map((one, index) => aStep(index, one)));

it('folds the same rows into the same incidents in any order and however often they come', () => {
  fc.assert(
    fc.property(
      fc.tuple(field, told).chain(([members, steps]) =>
        fc.tuple(
          fc.constant(foldIncidents(members, steps, permits, minutes(20))),
          stirred(members, (member) => (member.kind === 'alarm' ? { ...member, toAt: null } : member)),
          stirred(steps, (step) => step),
          fc.constant(members),
        ),
      ),
      ([plain, members, steps, original]) => {
        // What is told as still going on and as over is over: the stirred rows hold every one's last state.
        expect(foldIncidents(members, steps, permits.toReversed(), minutes(20))).toEqual(plain);
        const fires = original.filter(({ concern }) => concern === 'fire').map(({ id }) => id);
        const folded = plain.filter(({ kind }) => kind === 'fire').flatMap((incident) => incident.members);
        expect(folded.toSorted()).toEqual(fires.toSorted());
      },
    ),
    { numRuns: 200 },
  );
});

it('folds ten times the same messages into one incident for one fire', () => {
  const fire = [0, 1, 2, 3].map((step) =>
    anAlarmSeen(`s${step}`, { place: east(900 * step), fromAt: minutes(9 * step) }),
  );
  const flood = Array.from({ length: 10 }, () => fire).flat();
  expect(foldIncidents(flood, [], [], minutes(20))).toHaveLength(1);
});
