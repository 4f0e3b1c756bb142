import { describe, expect, it } from 'vitest';
import { foldIncidents } from '../../../src/domain/incident/fold-incidents.ts';
import type { IncidentMember, IncidentStep } from '../../../src/domain/incident/incident.ts';
import { successorOf } from '../../../src/domain/incident/successor-of.ts';
import { aPermit } from '../../support/builders.ts';
import { anAlarmSeen, aSightingSeen, aStep, east, minutes } from './support.ts';

const membersOf = (members: readonly IncidentMember[], steps: readonly IncidentStep[] = []) =>
  foldIncidents(members, steps, [], minutes(20)).map((incident) => incident.members);

describe('signs of one fire', () => {
  it('are one incident under the earliest of them: alarms, sightings, within reach and an hour', () => {
    const found = foldIncidents(
      [anAlarmSeen('b', { place: east(1_400), fromAt: minutes(20), toAt: null }), aSightingSeen('c'), anAlarmSeen('a')],
      [],
      [],
      minutes(20),
    );
    expect(found).toEqual([
      expect.objectContaining({ id: 'a', kind: 'fire', members: ['a', 'c', 'b'], fromAt: minutes(0), toAt: null }),
    ]);
  });

  it.each([
    ['as far as smoke reaches', { place: east(1_490) }, 1],
    ['beyond', { place: east(1_530) }, 2],
    ['an hour after the first was over', { fromAt: minutes(70), toAt: minutes(71) }, 1],
    ['a minute later than that', { fromAt: minutes(71), toAt: minutes(72) }, 2],
    ['nobody knows where, at another station', { place: null }, 2],
    ['nobody knows where, at the same station', { place: null, station: 'sensor-a' }, 1],
  ])('%s', (_, changes, count) => {
    expect(membersOf([anAlarmSeen('a'), anAlarmSeen('b', changes)])).toHaveLength(count);
  });

  it('reach as far as a sighting is inexact', () => {
    const place = { lon: 122.01 + 3_000 / 88_750, lat: 37.21, radiusMeters: 1_600 };
    expect(membersOf([anAlarmSeen('a'), aSightingSeen('b', { place })])).toHaveLength(1);
  });

  it('go on through others: a front that crosses the sensors is one fire', () => {
    const front = [0, 1, 2, 3].map((step) =>
      anAlarmSeen(`s${step}`, { place: east(1_200 * step), fromAt: minutes(40 * step), toAt: minutes(40 * step + 5) }),
    );
    expect(membersOf(front)).toEqual([['s0', 's1', 's2', 's3']]);
  });

  it('keep what lasts together with whatever comes later', () => {
    const later = aSightingSeen('b', { fromAt: minutes(600), toAt: minutes(600) });
    expect(membersOf([anAlarmSeen('a', { toAt: null }), later])).toEqual([['a', 'b']]);
  });

  it('survive an end that a wrong clock put before the beginning', () => {
    expect(membersOf([anAlarmSeen('a', { toAt: minutes(-500) }), aSightingSeen('b')])).toEqual([['a', 'b']]);
  });
});

describe('an incident', () => {
  it('goes on under an earlier sign that comes to light late, and says so of its old name', () => {
    const before = foldIncidents([anAlarmSeen('a')], [], [], minutes(20));
    const after = foldIncidents([anAlarmSeen('a'), anAlarmSeen('late', { fromAt: minutes(-30) })], [], [], minutes(20));
    expect(before.map(({ id }) => id)).toEqual(['a']);
    expect(after.map(({ id }) => id)).toEqual(['late']);
    expect(successorOf('a', after)).toBe('late');
    expect(successorOf('gone', after)).toBeNull();
  });
});

describe('trouble at one place', () => {
  const silence = (index: number, changes: Partial<IncidentMember> = {}) =>
    anAlarmSeen(`s${index}`, { concern: 'trouble', fromAt: minutes(index), toAt: null, ...changes });

  it('is no incident while it is five alarms or fewer in ten minutes', () => {
    expect(membersOf([0, 1, 2, 3, 4].map((index) => silence(index)))).toEqual([]);
  });

  it('is one with a list from the sixth on, wherever the sensors of that gateway stand', () => {
    const storm = [0, 1, 2, 3, 4, 5, 6].map((index) => silence(index, { place: east(9_000 * index) }));
    expect(foldIncidents(storm, [], [], minutes(20))).toEqual([
      expect.objectContaining({
        id: 's0',
        kind: 'trouble',
        members: ['s0', 's1', 's2', 's3', 's4', 's5', 's6'],
        toAt: null,
      }),
    ]);
  });

  it('does not count what happens slowly, or at another gateway', () => {
    expect(membersOf([0, 3, 6, 9, 12, 15, 18].map((index) => silence(index)))).toEqual([]);
    expect(membersOf([0, 1, 2, 3, 4, 5].map((index) => silence(index, { gateway: `gw-${index % 2}` })))).toEqual([]);
  });

  it('tells two storms of a day apart', () => {
    const storms = [0, 1, 2, 3, 4, 5, 300, 301, 302, 303, 304, 305].map((index) => silence(index));
    expect(membersOf(storms).map((members) => members.length)).toEqual([6, 6]);
  });

  it('never joins a fire', () => {
    expect(membersOf([...[0, 1, 2, 3, 4, 5].map((index) => silence(index)), anAlarmSeen('fire')])).toHaveLength(2);
  });
});

describe('a permitted burn', () => {
  const burn = aPermit(); // in the middle of the forest, 08:00 to 17:59 on 15 January 2027

  it.each([
    ['explains smoke in its area', anAlarmSeen('a'), 'burn-1'],
    ['explains smoke at a sensor within reach of it', anAlarmSeen('a', { place: east(1_800) }), 'burn-1'],
    ['explains none further off', anAlarmSeen('a', { place: east(2_200) }), null],
    ['explains a sighting in its area', aSightingSeen('a'), 'burn-1'],
    ['explains no sighting beside it', aSightingSeen('a', { place: east(800) }), null],
    ['explains nothing before its hours', anAlarmSeen('a', { fromAt: minutes(-150), toAt: minutes(-140) }), null],
    ['explains nothing that goes on after them', anAlarmSeen('a', { toAt: minutes(500) }), null],
    ['explains nothing without a place', anAlarmSeen('a', { place: null }), null],
  ])('%s', (_, member, permit) => {
    expect(foldIncidents([member], [], [burn], minutes(20))).toEqual([expect.objectContaining({ permit })]);
  });

  it('explains nothing that still lasts when its hours are over', () => {
    const lasting = anAlarmSeen('a', { toAt: null });
    const permitAt = (now: number) => foldIncidents([lasting], [], [burn], now).map(({ permit }) => permit);
    expect([permitAt(minutes(20)), permitAt(minutes(500))]).toEqual([['burn-1'], [null]]);
  });

  it('explains no smoke that goes on through the night, though it begins and ends within the hours of two days', () => {
    const longBurn = { ...burn, toOn: '2027-01-31' };
    const overNight = anAlarmSeen('a', { toAt: minutes(24 * 60) });
    expect(foldIncidents([overNight], [], [longBurn], minutes(25 * 60))).toMatchObject([{ permit: null }]);
  });

  it('must explain every sign of it', () => {
    const signs = [anAlarmSeen('a'), aSightingSeen('b', { place: east(900) })];
    expect(foldIncidents(signs, [], [burn], minutes(20))).toEqual([
      expect.objectContaining({ members: ['a', 'b'], permit: null }),
    ]);
  });

  it('explains nothing once it is withdrawn, nor when it is for going in', () => {
    const others = [aPermit({ withdrawnAt: minutes(-1) }), aPermit({ purpose: 'entry' })];
    expect(foldIncidents([anAlarmSeen('a')], [], others, minutes(20))).toEqual([
      expect.objectContaining({ permit: null }),
    ]);
  });
});

describe('what was said by hand', () => {
  const near = [anAlarmSeen('a'), anAlarmSeen('b', { place: east(300), fromAt: minutes(2) })];
  const far = [anAlarmSeen('a'), anAlarmSeen('z', { place: east(9_000), fromAt: minutes(2) })];
  const split = aStep(1, { deed: 'split', these: ['b'], those: ['a'] });
  const merge = aStep(2, { deed: 'merge', these: ['a'], those: ['z'] });

  it('takes apart, and puts together', () => {
    expect(membersOf(near, [split])).toEqual([['a'], ['b']]);
    expect(membersOf(far, [merge])).toEqual([['a', 'z']]);
  });

  it('is undone, and the undoing as well', () => {
    const undo = aStep(3, { deed: 'undo', step: 'step-1' });
    expect(membersOf(near, [split, undo])).toEqual([['a', 'b']]);
    expect(membersOf(near, [split, undo, aStep(4, { deed: 'undo', step: 'step-3' })])).toEqual([['a'], ['b']]);
  });

  it('holds by the latest word about two members, in the order of the hub', () => {
    const again = aStep(5, { deed: 'merge', these: ['a'], those: ['b'] });
    expect(membersOf(near, [again, split])).toEqual([['a', 'b']]);
    expect(membersOf(near, [{ ...again, order: 0 }, split])).toEqual([['a'], ['b']]);
  });

  it('leaves a third sign to the one it is closest to', () => {
    const third = anAlarmSeen('c', { place: east(280), fromAt: minutes(3) });
    expect(membersOf([...near, third], [split])).toEqual([['a'], ['b', 'c']]);
    expect(membersOf([...near, { ...third, place: east(10) }], [split])).toEqual([['a', 'c'], ['b']]);
  });

  it('ends for what comes later with the last word of a sensor that burnt, and still lasts', () => {
    const burnt = anAlarmSeen('burnt', { toAt: null, reachAt: minutes(30) });
    const later = anAlarmSeen('later', { fromAt: minutes(86_400), toAt: null });
    expect(membersOf([burnt, later])).toEqual([['burnt'], ['later']]);
    expect(foldIncidents([burnt], [], [], minutes(20))).toMatchObject([{ toAt: null }]);
  });

  it('verifies, and asks again when something new comes to what was false', () => {
    const wrong = aStep(1, { deed: 'verify', members: ['a', 'b'], verdict: 'false' });
    const right = aStep(2, { deed: 'verify', members: ['a'], verdict: 'confirmed' });
    const verdictOf = (members: readonly IncidentMember[], ...steps: IncidentStep[]) =>
      foldIncidents(members, steps, [], minutes(20)).map(({ verdict }) => verdict);
    expect(verdictOf(near)).toEqual(['unverified']);
    expect(verdictOf(near, wrong)).toEqual(['false']);
    expect(verdictOf([...near, aSightingSeen('c')], wrong)).toEqual(['unverified']);
    expect(verdictOf([...near, aSightingSeen('c')], wrong, right)).toEqual(['confirmed']);
    expect(verdictOf(near, wrong, aStep(3, { deed: 'undo', step: 'step-1' }))).toEqual(['unverified']);
  });

  it.each([
    ['confirmed', 1, 'false', 'false', 'a ranger confirms, and command judges the whole false later'],
    ['confirmed', 3, 'false', 'confirmed', 'a ranger confirms one sign after command had judged all false'],
    ['false', 3, 'confirmed', 'confirmed', 'one sign is found false later: the other stays confirmed'],
  ] as const)(
    'is judged by the last word: sign %s at minute %i, incident %s at 2, so %s: %s',
    (verdict, at, judged, so, _what) => {
      const all = aStep(2, { deed: 'verify', members: ['a', 'b'], verdict: judged });
      const members = near.map((member) =>
        member.id === 'a' ? { ...member, found: { verdict, at: minutes(at) } } : member,
      );
      expect(foldIncidents(members, [all], [], minutes(20)).map((incident) => incident.verdict)).toEqual([so]);
    },
  );

  it('is found to be what its only sign was found to be', () => {
    const found = { verdict: 'false', at: minutes(1) } as const;
    expect(foldIncidents([anAlarmSeen('a', { found })], [], [], minutes(20))).toMatchObject([{ verdict: 'false' }]);
  });

  it('is listed with the incident it concerns, undone or not', () => {
    const steps = [split, aStep(3, { deed: 'undo', step: 'step-1' }), merge];
    expect(foldIncidents(near, steps, [], minutes(20)).map((incident) => incident.steps)).toEqual([
      ['step-1', 'step-2', 'step-3'],
    ]);
  });
});
