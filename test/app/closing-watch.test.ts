import { describe, expect, it } from 'vitest';
import { ClosingWatch } from '../../src/app/closing-watch.ts';
import { LiveValue } from '../../src/app/live.ts';
import type { Pass } from '../../src/domain/gate/pass.ts';
import type { Role } from '../../src/domain/shared/codes.ts';

const at = (time: string) => Date.parse(`2027-01-15T${time}:00+08:00`);
const inside: Pass = {
  ...{ id: 'a', gate: 'g', direction: 'in', class: 'car', persons: 4, entry: null, at: at('09:00') },
};
const out: Pass = { ...inside, id: 'b', direction: 'out', entry: 'a' };

/** A device at half past three; `calls` counts how often it beeped. */
function aDevice(who: Role | null, stored: Readonly<Record<string, number>> = {}) {
  const [passes, heard, role] = [
    new LiveValue<readonly Pass[]>([inside]),
    new LiveValue<Readonly<Record<string, number>>>(stored),
    new LiveValue(who),
  ];
  const calls: string[] = [];
  let now = at('15:30');
  const hear = async (next: Readonly<Record<string, number>>) => heard.set({ ...heard.value, ...next });
  const watch = new ClosingWatch({
    passesFor: () => passes,
    heard,
    hear,
    role,
    attract: () => calls.push('beep'),
    now: () => now,
  });
  watch.start();
  const passTo = (time: string) => {
    now = at(time);
    watch.look();
  };
  return { watch, passes, heard, calls, passTo };
}

describe('a device near the closing of the gates', () => {
  it.each(['gate-keeper', 'commander', 'administrator'] as const)(
    'of a %s speaks up by itself, once an hour, again after it',
    (who) => {
      const { watch, calls, passTo } = aDevice(who);
      expect([watch.call.value, calls.length]).toEqual([null, 0]);
      passTo('16:00');
      passTo('16:20');
      expect(watch.call.value).toMatchObject({ stage: 'closing-soon', persons: 4 });
      expect(calls).toHaveLength(1);
      passTo('17:00');
      expect(watch.call.value).toMatchObject({ stage: 'closed' });
      expect(calls).toHaveLength(2);
    },
  );

  it('is silent once it is seen, until the next hour; and shows nothing once everybody is out', async () => {
    const { watch, calls, passTo, passes } = aDevice('gate-keeper');
    passTo('16:00');
    await watch.see();
    expect(watch.call.value).toBeNull();
    passTo('17:00');
    expect([watch.call.value?.stage, calls.length]).toEqual(['closed', 2]);
    passes.set([inside, out]);
    expect(watch.call.value).toBeNull();
  });

  it('does not beep again after a restart, and shows it still', () => {
    const before = aDevice('gate-keeper');
    before.passTo('16:00');
    const after = aDevice('gate-keeper', before.heard.value);
    after.passTo('16:05');
    expect([after.watch.call.value?.stage, after.calls.length]).toEqual(['closing-soon', 0]);
  });

  it.each(['ranger', null] as const)('of a %s says nothing', (who) => {
    const { watch, calls, passTo } = aDevice(who);
    passTo('17:00');
    expect([watch.call.value, calls.length]).toEqual([null, 0]);
  });
});
