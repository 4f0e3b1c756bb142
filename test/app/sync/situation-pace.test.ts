import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SituationPace } from '../../../src/app/sync/situation-pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lasting = (ms: number) => vi.fn(() => new Promise<void>((resolve) => void setTimeout(resolve, ms)));

it('takes one in at once at first, and then no more often than taking it in costs a tenth of the time', async () => {
  const pace = new SituationPace(() => Date.now());
  const take = lasting(500);
  pace.ring(take);
  expect(take).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(500);
  for (let count = 0; count < 4; count++) pace.ring(take);
  await vi.advanceTimersByTimeAsync(4400);
  expect(take).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(take).toHaveBeenCalledTimes(2);
});

it('takes no two in at a time, and what rings meanwhile once more afterwards', async () => {
  const pace = new SituationPace(() => Date.now());
  const take = lasting(100);
  for (let count = 0; count < 5; count++) pace.ring(take);
  await vi.advanceTimersByTimeAsync(90);
  expect(take).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(5000);
  expect(take).toHaveBeenCalledTimes(2);
});

it('reckons what a round took in', () => {
  const pace = new SituationPace(() => Date.now());
  const take = lasting(0);
  pace.note(500);
  pace.ring(take);
  vi.advanceTimersByTime(4400);
  expect(take).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(take).toHaveBeenCalledTimes(1);
});

it('takes no more in once it is stopped, neither what waits nor what rang meanwhile', async () => {
  const pace = new SituationPace(() => Date.now());
  const take = lasting(100);
  pace.note(500);
  pace.ring(take);
  pace.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(take).not.toHaveBeenCalled();
  const other = new SituationPace(() => Date.now());
  other.ring(take);
  other.ring(take);
  other.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(take).toHaveBeenCalledTimes(1);
});
