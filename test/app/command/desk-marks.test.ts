import { describe, expect, it } from 'vitest';
import { DeskMarks, pictureToMarks } from '../../../src/app/command/desk-marks.ts';
import { type PictureSources, pointOf, takePicture } from '../../../src/app/command/desk-picture.ts';
import { marksToLayer } from '../../../src/app/map/marks-layer.ts';
import { showsOtherwise } from '../../../src/app/map/shows-otherwise.ts';
import { emptyGate, takeGateSaid } from '../../../src/domain/gate/gate-file.ts';
import {
  aDevice,
  anAlarm,
  anId,
  anIncident,
  aPosition,
  aStation,
  aViolation,
  minuteMs,
  now,
} from './support/command-rows.ts';

const aPicture = (changes: Partial<PictureSources> = {}) =>
  takePicture({
    cases: new Map(),
    gateModes: new Map(),
    voided: new Set(),
    reviews: undefined,
    incidents: [],
    sightings: [],
    permits: [],
    alarms: [],
    violations: [],
    isListWhole: true,
    positions: [],
    stations: [],
    devices: [aDevice()],
    readings: [],
    places: null,
    rulebooks: [],
    confirmedAt: now,
    now,
    ...changes,
  });
const marksOf = (changes: Partial<PictureSources>) =>
  pictureToMarks(aPicture(changes), 'zh').features.map(({ properties }) => properties);

describe('the marks on the desk’s map', () => {
  it('show one fire once: its incident, not its alarms beside it', () => {
    const [folded, other] = [anAlarm(), anAlarm({ id: anId(9) })];
    const marks = marksOf({ alarms: [folded, other], incidents: [anIncident()] });
    expect(marks).toMatchObject([
      { id: anId(9), kind: 'alarm' },
      { id: anId(1), kind: 'incident', status: 'raised', label: '火情' },
    ]);
  });

  it.each([
    ['calmer what a permit explains', { permit: anId(5) }, ['acknowledged']],
    ['red again what was confirmed', { permit: anId(5), verdict: 'confirmed' as const }, ['raised']],
    ['nothing of what was false', { verdict: 'false' as const }, []],
    ['what was over a day ago no more', { toAt: now - 25 * 60 * minuteMs }, []],
    ['what was over an hour ago', { toAt: now - 60 * minuteMs }, ['raised']],
    ['nothing of what is nowhere', { place: null }, []],
  ])('show %s', (_, changes, statuses) => {
    expect(marksOf({ incidents: [anIncident(changes)] }).map((mark) => mark?.['status'])).toEqual(statuses);
  });

  it('show a closed gate as closed with the word, whatever its counter says', () => {
    const gate = aStation({ id: 'g', kind: 'gate', status: 'unknown' });
    const origin = { event: '1', chain: 'c', person: 'p', fromAt: null, toAt: now };
    const setting = { mode: 'closed', because: 'fire', document: '' } as const;
    const file = takeGateSaid(emptyGate('g'), { kind: 'setting', gate: 'g', origin, base: 0, setting });
    const gateModes = new Map([['g', { file, base: 1, own: new Map(), held: [] }]]);
    const label = `${gate.name.zh} · 封山禁入`;
    expect(marksOf({ stations: [gate], gateModes })).toMatchObject([
      { id: 'g', status: 'closed', label, stale: false },
    ]);
    expect(marksOf({ stations: [gate] })).toMatchObject([{ status: 'unknown', label: gate.name.zh, stale: true }]);
  });

  it('show an alarm while it is raised, and whether somebody has seen it', () => {
    const acknowledged = { person: anId(32), event: anId(71), at: now };
    const alarms = [
      anAlarm(),
      anAlarm({ id: 'seen', acknowledged }),
      anAlarm({ id: 'over', status: 'cleared', clearedAt: now }),
      anAlarm({ id: 'nowhere', lon: null }),
    ];
    expect(marksOf({ alarms })).toMatchObject([
      { id: anId(1), kind: 'alarm', status: 'raised', label: '烟雾超限' },
      { id: 'seen', status: 'acknowledged' },
    ]);
  });

  it('show a ranger by name, stale after ten minutes', () => {
    const old = aPosition({ device: 'old', takenAt: now - 11 * minuteMs, receivedAt: now - 11 * minuteMs });
    expect(marksOf({ positions: [aPosition(), old] })).toMatchObject([
      { kind: 'ranger', label: '王德胜', stale: false },
      { id: 'old', stale: true },
    ]);
  });

  it('show no station as fine on news older than two heartbeats', () => {
    expect(marksOf({ stations: [aStation()], confirmedAt: now - 21_000 })).toMatchObject([
      { kind: 'smoke-sensor', status: 'unknown', stale: true },
    ]);
  });

  it('show a record that was taken back in grey, with the word', () => {
    const violations = [aViolation(), aViolation({ id: anId(62) })];
    expect(marksOf({ violations, voided: new Set([anId(62)]) })).toMatchObject([
      { status: 'stored', label: '祭祀用火' },
      { status: 'voided', label: '祭祀用火（作废）' },
    ]);
  });

  it('of thousands of records are made anew only when one of them is another', () => {
    const [marks, violations] = [new DeskMarks(), [aViolation()]];
    const first = marks.of(aPicture({ violations }), 'zh');
    expect(marks.of(aPicture({ violations, now: now + 1_000 }), 'zh')).toBe(first);
    const voided = marks.of(aPicture({ violations, voided: new Set([aViolation().id]) }), 'zh');
    expect(voided.features).toMatchObject([{ properties: { status: 'voided' } }]);
    const moved = marks.of(aPicture({ violations: [aViolation({ outcome: 'held' })] }), 'zh');
    expect(moved.features).toMatchObject([{ properties: { status: 'held' } }]);
  });

  it('leave out a violation without a position', () => {
    const blind = aViolation({ id: 'blind', body: { ...aViolation().body, fix: null } });
    expect(marksOf({ violations: [aViolation(), blind] })).toMatchObject([{ kind: 'violation', label: '祭祀用火' }]);
    expect(pointOf(aPicture({ violations: [blind] }), { kind: 'violation', id: 'blind' })).toBeNull();
  });

  it('are made anew for a station that was told anew, and for no other among thousands', () => {
    const stations = Array.from({ length: 3 }, (_, index) => aStation({ id: `s-${index}` }));
    const marksNow = (rows: readonly ReturnType<typeof aStation>[]) =>
      new Map(
        pictureToMarks(aPicture({ stations: rows }), 'zh').features.map((mark) => [mark.properties?.['id'], mark]),
      );
    const before = marksNow(stations);
    const after = marksNow(stations.map((one, index) => (index === 1 ? { ...one, status: 'alarm' } : one)));
    expect([0, 1, 2].map((index) => after.get(`s-${index}`) === before.get(`s-${index}`))).toEqual([true, false, true]);
    expect(after.get('s-1')?.properties).toMatchObject({ status: 'alarm' });
    const layers = [before, after].map((marks) =>
      marksToLayer({ type: 'FeatureCollection', features: [...marks.values()] }, null),
    );
    const drawn = layers.map(({ features }) => new Map(features.map((one) => [one.properties?.['id'], one])));
    expect(drawn[0]?.get('s-0')).toBe(drawn[1]?.get('s-0'));
    expect(drawn[0]?.get('s-1')).not.toEqual(drawn[1]?.get('s-1'));
  });

  it('warn of a gateway whose clock is wrong', () => {
    const gateway = aStation({ id: 'gw', kind: 'gateway', clock: { offMs: -3_600_000, since: now } });
    expect(marksOf({ stations: [gateway] })).toMatchObject([{ id: 'gw', status: 'fault' }]);
  });

  it('say the same while the picture does, so that the map comes to rest', () => {
    const [earlier, later] = [pictureToMarks(aPicture(), 'zh'), pictureToMarks(aPicture(), 'zh')];
    expect(showsOtherwise(later, earlier)).toBe(false);
    const moved = pictureToMarks(aPicture({ positions: [aPosition()] }), 'zh');
    expect(showsOtherwise(moved, earlier)).toBe(true);
  });
});
