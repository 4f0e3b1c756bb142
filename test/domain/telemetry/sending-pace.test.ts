import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fullAllowance,
  refillAllowance,
  type SendingPace,
  spendAllowance,
  untilAllowed,
} from '../../../src/domain/telemetry/sending-pace.ts';

const pace: SendingPace = { messagesPerSecond: 10, messagesAtOnce: 5, bytesPerSecond: 1000, bytesAtOnce: 2000 };

it('lets so many through at once, then as many as come with the time', () => {
  let allowance = fullAllowance(pace, 0);
  for (let count = 0; count < 5; count++) allowance = spendAllowance(allowance, 10) ?? expect.fail();
  expect(spendAllowance(allowance, 10)).toBeNull();
  expect(untilAllowed(allowance, { messages: 3, bytes: 30 }, pace)).toBe(300);
  expect(spendAllowance(refillAllowance(allowance, pace, 99), 10)).toBeNull();
  expect(spendAllowance(refillAllowance(allowance, pace, 100), 10)).not.toBeNull();
});

it('counts bytes beside messages', () => {
  const allowance = spendAllowance(fullAllowance(pace, 0), 1900) ?? expect.fail();
  expect(spendAllowance(allowance, 101)).toBeNull();
  expect(untilAllowed(allowance, { messages: 1, bytes: 600 }, pace)).toBe(500);
});

it('never lets more through in a time than pace and what was saved allow, whatever the clock does', () => {
  const step = fc.record({ afterMs: fc.integer({ min: -500, max: 500 }), bytes: fc.integer({ min: 1, max: 400 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let [allowance, now, forward, messages, bytes] = [fullAllowance(pace, 0), 0, 0, 0, 0];
      for (const { afterMs, bytes: size } of steps) {
        now += afterMs;
        forward += Math.max(0, afterMs);
        const refilled = refillAllowance(allowance, pace, now);
        const spent = spendAllowance(refilled, size);
        if (spent) [messages, bytes] = [messages + 1, bytes + size];
        allowance = spent ?? refilled;
      }
      expect(messages).toBeLessThanOrEqual(5 + (forward * 10) / 1000 + 1e-6);
      expect(bytes).toBeLessThanOrEqual(2000 + forward + 1e-6);
    }),
  );
});
