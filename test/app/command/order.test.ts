import { describe, expect, it } from 'vitest';
import { DeskMarks } from '../../../src/app/command/desk-marks.ts';
import { PictureTaker } from '../../../src/app/command/desk-picture.ts';
import { confirmedAt, judgeContact } from '../../../src/app/command/judge-contact.ts';
import { countUnseen, orderAlarms } from '../../../src/app/command/order-alarms.ts';
import { isPositionStale, orderPositions, positionAge } from '../../../src/app/command/order-positions.ts';
import { orderStations, StationOrder } from '../../../src/app/command/order-stations.ts';
import { peopleOf } from '../../../src/app/command/people-of.ts';
import { readingsByStation } from '../../../src/app/command/readings-by-station.ts';
import type { SyncState } from '../../../src/app/ports.ts';
import { aDevice, anAlarm, anId, aPosition, aStation, minuteMs, now } from './support/command-rows.ts';

const aSync = (changes: Partial<SyncState> = {}): SyncState => ({
  connection: 'online',
  running: false,
  waiting: { events: 0, parts: 0, bytes: 0, oldestAt: null },
  isCounted: true,
  lastContactAt: now - 5000,
  retryAt: null,
  needsYou: null,
  ...changes,
});

describe('alarms on the desk', () => {
  const seen = { person: anId(32), event: anId(71), at: now };

  it('put what nobody has seen first, newest first, and what has cleared last', () => {
    const alarms = [
      anAlarm({ id: 'cleared', status: 'cleared', clearedAt: now, raisedAt: now - 9 * minuteMs }),
      anAlarm({ id: 'seen', acknowledged: seen, raisedAt: now }),
      anAlarm({ id: 'old', raisedAt: now - 8 * minuteMs }),
      anAlarm({ id: 'new', raisedAt: now - minuteMs }),
    ];
    const ordered = orderAlarms(alarms, now);
    expect([ordered.unseen, ordered.seen, ordered.cleared].map((group) => group.map(({ id }) => id))).toEqual([
      ['new', 'old'],
      ['seen'],
      ['cleared'],
    ]);
  });

  it('count a cleared alarm as needing nobody, acknowledged or not', () => {
    expect(countUnseen([anAlarm(), anAlarm({ status: 'cleared', clearedAt: now })], now)).toBe(1);
    expect(countUnseen(undefined, now)).toBeUndefined();
  });
});

describe('ten thousand stations, looked at every second', () => {
  const stations = Array.from({ length: 10_000 }, (_, index) => aStation({ id: `sim-smoke-${index}` }));

  it('are the same rows again until one of them changes or grows old', () => {
    const order = new StationOrder(['smoke-sensor']);
    const first = order.order(stations, now, now);
    expect(first[2]?.station.id).toBe('sim-smoke-2');
    expect(order.order(stations, now, now + 1000)).toBe(first);
    const later = order.order(stations, now, now + 10 * minuteMs);
    expect(later[0]?.status).toBe('unknown');
    const [changed, ...others] = stations;
    const alarmed = order.order([...others, { ...aStation(changed), status: 'alarm' }], now, now);
    expect(alarmed[0]).toMatchObject({ status: 'alarm', station: { id: 'sim-smoke-0' } });
  });

  it('are the same marks again while nothing changes that a map shows', () => {
    const [taker, marks] = [new PictureTaker(), new DeskMarks()];
    const rows = {
      incidents: [],
      sightings: [],
      permits: [],
      alarms: [],
      violations: [],
      isListWhole: true,
      positions: [],
      stations,
    };
    const sources = {
      ...{
        ...rows,
        devices: [],
        readings: [],
        cases: new Map(),
        gateModes: new Map(),
        voided: new Set<string>(),
        reviews: undefined,
      },
      ...{ places: null, rulebooks: [], confirmedAt: now, now },
    };
    const first = marks.of(taker.take(sources), 'zh');
    expect(first.features).toHaveLength(10_000);
    expect(marks.of(taker.take({ ...sources, now: now + 1000 }), 'zh')).toBe(first);
    expect(marks.of(taker.take({ ...sources, positions: [aPosition()] }), 'zh').features).toHaveLength(10_001);
    expect(taker.take(sources).readings).toBe(taker.take({ ...sources, now: now + 1 }).readings);
  });
});

describe('a ranger on the desk', () => {
  it.each([
    [9 * minuteMs, false],
    [10 * minuteMs, false],
    [10 * minuteMs + 1, true],
  ])('silent for %i ms is out of contact: %s', (ms, stale) => {
    const position = aPosition({ takenAt: now - ms, receivedAt: now - ms });
    expect(isPositionStale(position, now)).toBe(stale);
  });

  it('is not made fresh by a phone clock that runs ahead', () => {
    const position = aPosition({ takenAt: now + 60 * minuteMs, receivedAt: now - 30 * minuteMs });
    expect(positionAge(position, now)).toBe(30 * minuteMs);
    expect(isPositionStale(position, now)).toBe(true);
  });

  it('missing longest stands on top, then the newest', () => {
    const at = (device: string, minutes: number) =>
      aPosition({ device, takenAt: now - minutes * minuteMs, receivedAt: now - minutes * minuteMs });
    const rows = orderPositions([at('fresh', 1), at('gone', 40), at('recent', 5), at('lost', 12)], now);
    expect(rows.map(({ device }) => device)).toEqual(['gone', 'lost', 'fresh', 'recent']);
  });
});

describe('a station on the desk', () => {
  it('is what the hub says while the desk is in contact', () => {
    expect(orderStations([aStation()], ['smoke-sensor'], now - 5000, now)[0]?.status).toBe('fine');
  });

  it.each([now - 20_001, null])('is unknown when the desk last heard the hub at %s', (heard) => {
    expect(orderStations([aStation()], ['smoke-sensor'], heard, now)[0]?.status).toBe('unknown');
  });

  it('is in its place by number, though it came later than the others or changed', () => {
    const order = new StationOrder(['smoke-sensor']);
    const ids = (stations: readonly ReturnType<typeof aStation>[]) =>
      order.order(stations, now, now).map(({ station }) => station.id);
    const [two, ten] = [aStation({ id: 's-2' }), aStation({ id: 's-10' })];
    expect(ids([ten, two])).toEqual(['s-2', 's-10']);
    expect(ids([ten, two, aStation({ id: 's-9' })])).toEqual(['s-2', 's-9', 's-10']);
    expect(ids([{ ...ten, status: 'alarm' }, two, aStation({ id: 's-1' })])).toEqual(['s-10', 's-1', 's-2']);
  });

  it('that needs looking at comes first in its kind', () => {
    const stations = [
      aStation({ id: 'a' }),
      aStation({ id: 'b', status: 'unknown' }),
      aStation({ id: 'c', status: 'alarm' }),
      aStation({ id: 'd', kind: 'gateway', status: 'unknown' }),
      aStation({ id: 'e', kind: 'gate' }),
      aStation({ id: 'f', kind: 'gateway' }),
      aStation({ id: 'g', kind: 'gateway', clock: { offMs: -3_600_000, since: now } }),
    ];
    const shown = orderStations(stations, ['smoke-sensor', 'gateway'], now, now);
    expect(shown.map(({ station }) => station.id)).toEqual(['c', 'b', 'a', 'd', 'g', 'f']);
  });
});

describe('contact with the hub', () => {
  it.each([
    [aSync(), 'connected'],
    [aSync({ connection: 'offline' }), 'lost'],
    [aSync({ lastContactAt: now - 90_001 }), 'lost'],
    [aSync({ connection: 'unknown', lastContactAt: null }), 'connecting'],
    [undefined, 'connecting'],
  ] as const)('%# is judged by connection and last contact', (state, kind) => {
    expect(judgeContact(state, now, now).kind).toBe(kind);
  });

  it('once lost, the picture is as old as the last contact', () => {
    const lost = judgeContact(aSync({ connection: 'offline', lastContactAt: now - 3 * minuteMs }), now, now);
    expect(confirmedAt(lost)).toBe(now - 3 * minuteMs);
  });
});

describe('contact on a machine whose clock is an hour ahead', () => {
  const wall = now + 60 * minuteMs;

  it('is as old as that clock says, told in the desk’s own time', () => {
    const state = aSync({ lastContactAt: wall - 5000 });
    expect(judgeContact(state, wall, now)).toEqual({ kind: 'connected', lastAt: now - 5000 });
    expect(judgeContact({ ...state, connection: 'offline' }, wall, now)).toEqual({ kind: 'lost', sinceAt: now - 5000 });
  });
});

describe('who somebody is', () => {
  it('comes from the newest grant that names them', () => {
    const [grant] = aDevice().grants;
    const later = { ...grant!, role: 'commander' as const, fromAt: now };
    expect(peopleOf([aDevice({ grants: [later, grant!] })]).get(anId(31))).toEqual({
      name: '王德胜',
      role: 'commander',
    });
  });
});

describe('readings of a station', () => {
  it('stand together, smoke first and the battery last', () => {
    const times = { measuredAt: now, sentAt: now, receivedAt: now };
    const reading = (name: string) => ({ station: 's', name, unit: null, value: 1, ...times });
    const group = readingsByStation([reading('battery'), reading('co'), reading('smoke'), reading('odd')]).get('s');
    expect(group?.map(({ name }) => name)).toEqual(['smoke', 'co', 'battery', 'odd']);
  });
});
