import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEpisodes } from '../../../src/domain/alarm/find-episodes.ts';
import { shownStatus } from '../../../src/domain/alarm/shown-status.ts';
import { stationStatus } from '../../../src/domain/alarm/station-status.ts';
import { weighReading } from '../../../src/domain/alarm/weigh-reading.ts';

describe('weighing a smoke reading', () => {
  it.each([
    [false, 0, 'keep'],
    [false, 0.499, 'keep'],
    [false, 0.5, 'raise'],
    [false, 1, 'raise'],
    [true, 1, 'keep'],
    [true, 0.5, 'keep'],
    [true, 0.301, 'keep'],
    [true, 0.3, 'clear'],
    [true, 0, 'clear'],
  ] as const)('with raised %s and smoke %s answers %s', (raised, smoke, answer) => {
    expect(weighReading(raised, smoke)).toBe(answer);
  });
});

describe('episodes of smoke', () => {
  const at = (...smokes: number[]) => smokes.map((smoke, index) => ({ measuredAt: index, smoke }));

  it('do not end in the dead band', () => {
    const found = findEpisodes(at(0.1, 0.6, 0.4, 0.6, 0.3, 0.4, 0.5));
    expect(found.map(({ opening, closing }) => [opening.measuredAt, closing?.measuredAt ?? null])).toEqual([
      [1, 4],
      [6, null],
    ]);
  });

  it('never overlap, open at or above the upper limit and close at or below the lower', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }), (smokes) => {
        let last = -1;
        for (const { opening, closing } of findEpisodes(at(...smokes))) {
          expect(opening.measuredAt).toBeGreaterThan(last);
          expect(opening.smoke).toBeGreaterThanOrEqual(0.5);
          if (closing) expect(closing.smoke).toBeLessThanOrEqual(0.3);
          last = closing?.measuredAt ?? Number.POSITIVE_INFINITY;
        }
      }),
    );
  });
});

describe("a station's status", () => {
  it.each([
    [null, false, 'unknown'],
    [0, true, 'unknown'],
    [79_999, true, 'unknown'],
    [80_000, false, 'fine'],
    [80_000, true, 'alarm'],
  ] as const)('heard at %s, raised %s: %s', (heardAt, raised, status) => {
    expect(stationStatus(heardAt, 10_000, raised, 100_000)).toBe(status);
  });

  it('is shown as unknown when the desk itself has had no news for two heartbeats', () => {
    expect(shownStatus('fine', 10_000, 80_000, 100_000)).toBe('fine');
    expect(shownStatus('fine', 10_000, 79_999, 100_000)).toBe('unknown');
    expect(shownStatus('alarm', 10_000, null, 100_000)).toBe('unknown');
  });
});
