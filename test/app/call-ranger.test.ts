import { describe, expect, it } from 'vitest';
import { callRanger } from '../../src/app/call-ranger.ts';
import { LiveValue } from '../../src/app/live.ts';
import type { HeardCalls } from '../../src/domain/alarm/ringing-alarms.ts';
import type { Role } from '../../src/domain/shared/codes.ts';
import type { Alarm } from '../../src/protocol/pull.ts';
import { anAlarm, anId, now } from './command/support/command-rows.ts';

/** A phone with the app open; `calls` counts how often it vibrated. */
function aPhone(who: Role | null, stored: HeardCalls = {}) {
  const alarms = new LiveValue<readonly Alarm[]>([]);
  const [heard, role] = [new LiveValue(stored), new LiveValue(who)];
  const calls: number[] = [];
  const hear = async (next: HeardCalls) => heard.set(next);
  const stop = callRanger({ alarms, heard, hear, role, attract: () => calls.push(1), now: () => now });
  return { alarms, heard, role, calls, stop };
}
const raised = (number: number, changes: Partial<Alarm> = {}) =>
  anAlarm({ id: anId(number), raisedAt: now, ...changes });

describe('a phone while the app is open', () => {
  it('calls once for each alarm of smoke, not again when the list is told anew, nor after a restart', () => {
    const phone = aPhone('ranger');
    phone.alarms.set([raised(1)]);
    phone.alarms.set([raised(1)]);
    expect(phone.calls).toHaveLength(1);
    phone.alarms.set([raised(1), raised(2)]);
    expect(phone.calls).toHaveLength(2);
    const restarted = aPhone('ranger', phone.heard.value);
    restarted.alarms.set([raised(1), raised(2)]);
    expect(restarted.calls).toHaveLength(0);
  });

  it('calls for nothing late, technical or in somebody’s hands', () => {
    const phone = aPhone('ranger');
    const acknowledged = { event: anId(9), person: anId(8), at: now };
    phone.alarms.set([raised(1, { late: true }), raised(2, { level: 'technical' }), raised(3, { acknowledged })]);
    expect(phone.calls).toHaveLength(0);
  });

  it('leaves the desk to its siren, and calls once somebody carries the phone', () => {
    const phone = aPhone('commander');
    phone.alarms.set([raised(1)]);
    expect(phone.calls).toHaveLength(0);
    phone.role.set('gate-keeper');
    expect(phone.calls).toHaveLength(1);
  });
});
