import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceClock, type LearnedTime } from '../../../src/app/device/device-clock.ts';
import { LiveValue } from '../../../src/app/live.ts';

const hourMs = 3_600_000;
const builtAt = Date.parse('2026-11-01T00:00:00Z');
const trueAt = Date.parse('2027-05-31T23:59:30+08:00');
let offMs = 0;
const surroundings = { wallNow: () => Date.now() + offMs, monotonicNow: () => 5, boot: 'boot-1', builtAt };

beforeEach(() => {
  offMs = 0;
  vi.useFakeTimers({ now: trueAt });
});
afterEach(() => vi.useRealTimers());

describe('the phone’s clock', () => {
  it('is corrected by the skew that signed answers taught', () => {
    offMs = hourMs;
    const clock = new DeviceClock(
      surroundings,
      new LiveValue<LearnedTime | null>({ seen: trueAt - 1000, skewMs: hourMs }),
    );
    expect(clock.now()).toEqual({ kind: 'known', at: trueAt, skewMs: hourMs });
    clock.stop();
  });

  it('is doubtful a year behind, and records what it shows all the same', () => {
    offMs = -366 * 24 * hourMs;
    const clock = new DeviceClock(surroundings, new LiveValue<LearnedTime | null>({ seen: trueAt, skewMs: null }));
    expect(clock.now()).toMatchObject({ kind: 'doubtful', because: 'before-seen', at: trueAt });
    expect(clock.stamp(trueAt)).toMatchObject({ wall: trueAt + offMs, monotonic: 5, boot: 'boot-1', seen: trueAt });
    clock.stop();
  });

  it('tells the time again each minute, at midnight in Weihai, and when the skew changes', () => {
    const learned = new LiveValue<LearnedTime | null>(null);
    const clock = new DeviceClock(surroundings, learned);
    const told: number[] = [];
    clock.live.subscribe(
      ({ at }) => told.push(at),
      () => undefined,
    );
    vi.advanceTimersByTime(30_000);
    vi.advanceTimersByTime(60_000);
    learned.set({ seen: trueAt, skewMs: -1000 });
    const midnight = Date.parse('2027-06-01T00:00:00+08:00');
    expect(told).toEqual([trueAt, midnight, midnight + 60_000, midnight + 61_000]);
    clock.stop();
  });
});
