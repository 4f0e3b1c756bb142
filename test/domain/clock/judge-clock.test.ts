import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../../src/domain/clock/judge-clock.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const builtAt = Date.parse('2026-11-01T00:00:00+08:00');
const seenAt = Date.parse('2026-11-20T08:00:00+08:00');
const year = 365 * day;

describe('the clock', () => {
  it('is corrected by its known skew', () => {
    const wallAt = seenAt + 3 * 60 * minute;
    expect(judgeClock({ wallAt, skewMs: 60 * minute, seenAt, builtAt })).toEqual({
      kind: 'known',
      at: wallAt - 60 * minute,
      skewMs: 60 * minute,
    });
  });

  it('is believed as it is when it was never compared', () => {
    expect(judgeClock({ wallAt: seenAt, skewMs: null, seenAt: null, builtAt })).toEqual({
      kind: 'known',
      at: seenAt,
      skewMs: null,
    });
  });

  it('is never earlier than the newest known hub time', () => {
    const now = judgeClock({ wallAt: seenAt - minute, skewMs: 0, seenAt, builtAt });
    expect(now).toEqual({ kind: 'known', at: seenAt, skewMs: 0 });
  });

  it.each([
    ['over 2 min before the newest hub time', seenAt - 2 * minute - 1, seenAt, 'before-seen', seenAt],
    ['a year slow', seenAt - year, seenAt, 'before-seen', seenAt],
    ['before the build, hub never heard', builtAt - day, null, 'before-build', builtAt],
    ['at the epoch', 0, null, 'before-build', builtAt],
    ['a year fast', seenAt + year, seenAt, 'far-ahead', seenAt + year],
    ['over 90 days ahead', seenAt + 90 * day + 1, seenAt, 'far-ahead', seenAt + 90 * day + 1],
  ] as const)('is doubtful when %s', (_, wallAt, seen, because, at) => {
    expect(judgeClock({ wallAt, skewMs: null, seenAt: seen, builtAt })).toEqual({ kind: 'doubtful', at, because });
  });

  it.each([
    ['90 days ahead to the millisecond', seenAt + 90 * day, 0],
    ['a year fast, and known to be', seenAt + year + minute, year],
    ['a year slow, and known to be', seenAt - year + minute, -year],
  ])('is believed when %s', (_, wallAt, skewMs) => {
    expect(judgeClock({ wallAt, skewMs, seenAt, builtAt }).kind).toBe('known');
  });

  it('is believed long after the build while no hub time was ever known', () => {
    expect(judgeClock({ wallAt: builtAt + year, skewMs: null, seenAt: null, builtAt }).kind).toBe('known');
  });
});
