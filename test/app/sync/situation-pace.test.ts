import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SituationPace } from '../../../src/app/sync/situation-pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks at once at first, and then no more often than the asking costs a tenth of the time', () => {
  const pace = new SituationPace(() => Date.now());
  const ask = vi.fn();
  pace.ring(ask);
  expect(ask).toHaveBeenCalledTimes(1);
  pace.note(500);
  for (let count = 0; count < 4; count++) pace.ring(ask);
  vi.advanceTimersByTime(4400);
  expect(ask).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(200);
  expect(ask).toHaveBeenCalledTimes(2);
  pace.ring(ask);
  expect(ask).toHaveBeenCalledTimes(3);
});

it('asks no more once it is stopped', () => {
  const pace = new SituationPace(() => Date.now());
  const ask = vi.fn();
  pace.note(500);
  pace.ring(ask);
  pace.stop();
  vi.advanceTimersByTime(60_000);
  expect(ask).not.toHaveBeenCalled();
});
