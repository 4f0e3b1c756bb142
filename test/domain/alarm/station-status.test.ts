import { describe, expect, it } from 'vitest';
import { shownStatus } from '../../../src/domain/alarm/shown-status.ts';
import { stationStatus } from '../../../src/domain/alarm/station-status.ts';

describe("a station's status", () => {
  it.each([
    [null, false, 'unknown'],
    [0, true, 'unknown'],
    [81_999, true, 'unknown'],
    [82_000, false, 'fine'],
    [82_000, true, 'alarm'],
  ] as const)('heard at %s, raised %s: %s', (heardAt, raised, status) => {
    expect(stationStatus(heardAt, 10_000, raised, 100_000)).toBe(status);
  });

  it('is shown as unknown when the desk itself has had no news for nearly two heartbeats', () => {
    expect(shownStatus('fine', 10_000, 82_000, 100_000)).toBe('fine');
    expect(shownStatus('fine', 10_000, 81_999, 100_000)).toBe('unknown');
    expect(shownStatus('alarm', 10_000, null, 100_000)).toBe('unknown');
  });
});
