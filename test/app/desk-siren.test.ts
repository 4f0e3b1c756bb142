import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskSiren } from '../../src/app/desk-siren.ts';
import { LiveValue } from '../../src/app/live.ts';
import type { SirenState } from '../../src/app/siren-ports.ts';
import { callKey, type HeardCalls } from '../../src/domain/alarm/ringing-alarms.ts';
import type { Role } from '../../src/domain/shared/codes.ts';
import type { Alarm } from '../../src/protocol/pull.ts';
import { anAlarm, anId, minuteMs, now } from './command/support/command-rows.ts';

/** A desk whose clock is the test's; `counts` is what its tab's name said. */
function aDesk({ role = 'commander', stored = {} }: { role?: Role | null; stored?: HeardCalls } = {}) {
  const alarms = new LiveValue<readonly Alarm[]>([]);
  const heard = new LiveValue(stored);
  const state = new LiveValue<SirenState>('silent');
  const counts: number[] = [];
  const siren = new DeskSiren({
    ...{ alarms, heard, role: new LiveValue(role), now: Date.now, count: (ringing) => counts.push(ringing) },
    hear: async (calls) => heard.set({ ...heard.value, ...calls }),
    tone: { state, sound: (on) => state.set(on ? 'sounding' : 'silent'), test: () => undefined },
  });
  siren.start();
  return { siren, alarms, heard, counts, sounds: () => state.value === 'sounding' };
}
const raised = (number: number, changes: Partial<Alarm> = {}) =>
  anAlarm({ id: anId(number), raisedAt: now, acknowledged: null, ...changes });

describe('the siren of a desk', () => {
  beforeEach(() => void vi.useFakeTimers({ now }));
  afterEach(() => void vi.useRealTimers());

  it('sounds until it is silenced, again when the alarm goes up by time alone, and for another', async () => {
    const { siren, alarms, sounds, counts } = aDesk();
    expect(sounds()).toBe(false);
    alarms.set([raised(1)]);
    expect(sounds()).toBe(true);
    await siren.silence();
    expect(sounds()).toBe(false);
    await vi.advanceTimersByTimeAsync(5 * minuteMs);
    expect(sounds()).toBe(true);
    await siren.silence();
    alarms.set([raised(1), raised(2, { raisedAt: now - 1 })]);
    expect(siren.ringing.value.map(({ id }) => id)).toEqual([anId(2)]);
    expect(counts).toEqual([1, 0, 1, 0, 1]);
  });

  it('is quiet once something was done about the alarm here, before the hub tells it back', async () => {
    const { siren, alarms, sounds } = aDesk();
    alarms.set([raised(1), raised(2)]);
    await siren.hearOf(raised(1));
    expect(siren.ringing.value.map(({ id }) => id)).toEqual([anId(2)]);
    alarms.set([raised(1), raised(2, { acknowledged: { event: anId(9), person: anId(8), at: now } })]);
    expect(sounds()).toBe(false);
  });

  it('rings for nothing that was heard before the page was loaded anew, and not on a ranger’s phone', () => {
    const again = aDesk({ stored: { [callKey(raised(1))]: 1 } });
    again.alarms.set([raised(1)]);
    expect(again.sounds()).toBe(false);
    const phone = aDesk({ role: 'ranger' });
    phone.alarms.set([raised(1)]);
    expect(phone.sounds()).toBe(false);
  });
});
