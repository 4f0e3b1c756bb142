import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedAt, isLive } from '../../../src/domain/alarm/counted-at.ts';
import {
  clockOff,
  type Exchange,
  type GatewayClock,
  noteExchange,
} from '../../../src/domain/telemetry/gateway-clock.ts';

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const start = Date.UTC(2026, 10, 22);

/** Messages of one boot, one every ten seconds by the hub, each with its times differing by `offMs(index)`. */
function exchanges(count: number, offMs: (index: number) => number, more: Partial<Exchange> = {}): Exchange[] {
  return Array.from({ length: count }, (_, index) => {
    const receivedAt = start + index * 10 * second;
    return { boot: 1, seq: index + 1, receivedAt, sentAt: receivedAt + offMs(index), ...more };
  });
}

const noteAll = (all: readonly Exchange[], clock: GatewayClock | null = null) => all.reduce(noteExchange, clock);

describe('the clock of a gateway', () => {
  it.each([
    ['right', -minute, null],
    ['three hours slow', -3 * hour, -3 * hour],
    ['a day fast', 24 * hour, 24 * hour],
    ['fallen back to 2000', Date.UTC(2000, 0, 1) - start, Date.UTC(2000, 0, 1) - start],
  ])('is known to be %s once all messages of five minutes say so', (_, offMs, known) => {
    expect(noteAll(exchanges(30, () => offMs))?.offMs ?? null).toBeNull();
    expect(noteAll(exchanges(31, () => offMs))?.offMs ?? null).toBe(known);
  });

  const signedOnAt = start - minute;
  it.each([
    ['three hours slow, in a message numbered after it signed on', -3 * hour, { signedOnAt }, -3 * hour],
    ['nothing, in one that may have lain: nobody heard it sign on', -3 * hour, {}, null],
    ['nothing, in one that says to be of after it had signed on', -30 * second - minute * 2, { signedOnAt }, null],
    ['nothing, in one that may have lain over an hour since', -3 * hour, { signedOnAt: start - 61 * minute }, null],
    ['right, where it is', -minute, { signedOnAt }, null],
  ])('shows itself at once to be %s', (_, offMs, more, known) => {
    expect(noteAll(exchanges(1, () => offMs, more))?.offMs ?? null).toBe(known);
  });

  it('is not known worse by what lay on the line after it had signed on', () => {
    const clock = noteAll(exchanges(1, () => -3 * hour, { signedOnAt }));
    const lain = { boot: 1, seq: 99, sentAt: start - 3 * hour, receivedAt: start + 20 * minute, signedOnAt };
    expect(noteExchange(clock, lain)?.offMs).toBe(-3 * hour);
    const sooner = { ...lain, sentAt: start + 20 * minute - 2.5 * hour };
    expect(noteExchange(clock, sooner)?.offMs).toBe(-2.5 * hour);
  });

  it('is taken from what came fastest, and what comes late then says nothing against it', () => {
    const clock = noteAll(exchanges(40, (index) => -3 * hour - (index % 5) * second));
    expect(clock?.offMs).toBe(-3 * hour);
    const late = { boot: 1, seq: 99, sentAt: start, receivedAt: start + 4 * hour };
    expect(noteExchange(clock, late)?.offMs).toBe(-3 * hour);
  });

  it('is right at once when a message comes within two minutes of being sent', () => {
    const clock = noteAll(exchanges(40, () => -3 * hour));
    expect(noteExchange(clock, { boot: 1, seq: 99, sentAt: start, receivedAt: start + second })).toBeNull();
  });

  it('is followed while it drifts, and forgotten when it is set or another boot has another', () => {
    const drifting = noteAll(exchanges(900, (index) => -3 * hour + index * 50));
    expect(drifting?.offMs).toBeGreaterThan(-3 * hour + 30 * second);
    const clock = noteAll(exchanges(40, () => -3 * hour));
    const next = { boot: 1, seq: 99, receivedAt: start + hour };
    expect(noteExchange(clock, { ...next, sentAt: start + hour - 2 * hour })?.offMs).toBeNull();
    expect(noteExchange(clock, { ...next, boot: 2, sentAt: start - 4 * hour })?.offMs).toBeNull();
    expect(noteExchange(clock, { ...next, boot: 2, sentAt: start - 2 * hour })?.offMs).toBe(-3 * hour);
  });

  it('says nothing of messages of another boot, nor of a gateway without a clock', () => {
    const clock = noteAll(exchanges(40, () => -3 * hour));
    expect(clockOff(clock, { boot: 1, sentAt: start })).toBe(-3 * hour);
    expect(clockOff(clock, { boot: 0, sentAt: start })).toBeNull();
    expect(clockOff(clock, { boot: 1, sentAt: 5 * second })).toBeNull();
    expect(noteAll(exchanges(40, () => 0, { sentAt: 5 * second }))).toBeNull();
  });

  it('is never believed wrong for a backlog, whatever its messages waited and however fast they come', () => {
    const backlog = fc.record({
      waitedMs: fc.integer({ min: 3 * minute, max: 30 * 24 * hour }),
      everyMs: fc.integer({ min: second, max: 5 * minute }),
      /** So much faster than they were measured, at least: what had piled up is worked off. */
      faster: fc.double({ min: 1.2, max: 1000, noNaN: true }),
      count: fc.integer({ min: 1, max: 600 }),
      jitter: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 }),
    });
    fc.assert(
      fc.property(backlog, ({ waitedMs, everyMs, faster, count, jitter }) => {
        let clock: GatewayClock | null = null;
        let isBelieved = false;
        for (let index = 0; index < count; index++) {
          const sentAt = start + index * everyMs;
          const delay = jitter[index % jitter.length] ?? 0;
          const receivedAt = Math.max(sentAt, start + waitedMs + Math.round((index * everyMs) / faster)) + delay;
          clock = noteExchange(clock, { boot: 1, seq: index + 1, sentAt, receivedAt });
          isBelieved ||= (clock?.offMs ?? null) !== null;
        }
        expect(isBelieved).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a reading of a gateway whose clock is known to be off', () => {
  const told = (offMs: number, agoMs: number, history = false) => {
    const receivedAt = start + agoMs;
    return { measuredAt: start + offMs, sentAt: start + offMs, receivedAt, history, clockMs: offMs };
  };

  it.each([-3 * hour, -60 * 24 * hour, -400 * 24 * hour, 3 * hour])('counts at its true moment: %i', (offMs) => {
    const one = told(offMs, 2 * second);
    expect(countedAt(one)).toBe(start);
    expect(isLive(one, countedAt(one) ?? 0)).toBe(true);
  });

  it('does not sound when it had piled up, and counts when it was measured', () => {
    for (const one of [told(-3 * hour, 2 * hour), told(-3 * hour, 5 * minute, true)]) {
      expect(countedAt(one)).toBe(start);
      expect(isLive(one, start)).toBe(false);
    }
  });

  it('stands among the others of its gateway as by that clock itself, in whatever order they come', () => {
    const one = fc.record({ at: fc.nat(20 * 24 * hour), lateMs: fc.nat(10 * 24 * hour), history: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), fc.integer({ min: -300 * 24, max: -1 }), (all, hours) => {
        const clockMs = hours * hour;
        const counted = all.map(({ at, lateMs, history }) => {
          const measuredAt = start + at + clockMs;
          return countedAt({ measuredAt, sentAt: measuredAt, receivedAt: start + at + lateMs, history, clockMs });
        });
        expect(counted).toEqual(all.map(({ at }) => start + at));
      }),
    );
  });
});
