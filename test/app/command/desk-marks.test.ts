import { describe, expect, it } from 'vitest';
import { pictureToMarks } from '../../../src/app/command/desk-marks.ts';
import { type PictureSources, pointOf, takePicture } from '../../../src/app/command/desk-picture.ts';
import { keepIfSame } from '../../../src/app/command/keep-if-same.ts';
import { aDevice, anAlarm, anId, aPosition, aStation, aViolation, minuteMs, now } from './support/command-rows.ts';

const aPicture = (changes: Partial<PictureSources> = {}) =>
  takePicture({
    alarms: [],
    violations: [],
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

  it('leave out a violation without a position', () => {
    const blind = aViolation({ id: 'blind', body: { ...aViolation().body, fix: null } });
    expect(marksOf({ violations: [aViolation(), blind] })).toMatchObject([{ kind: 'violation', label: '祭祀用火' }]);
    expect(pointOf(aPicture({ violations: [blind] }), { kind: 'violation', id: 'blind' })).toBeNull();
  });

  it('stay the same object while they say the same, so that the map comes to rest', () => {
    const [earlier, later] = [pictureToMarks(aPicture(), 'zh'), pictureToMarks(aPicture(), 'zh')];
    expect(keepIfSame(earlier, later)).toBe(earlier);
    const moved = pictureToMarks(aPicture({ positions: [aPosition()] }), 'zh');
    expect(keepIfSame(earlier, moved)).toBe(moved);
  });
});
