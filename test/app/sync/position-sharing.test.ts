import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptFixes } from '../../../src/app/device/kept-fixes.ts';
import { LiveValue } from '../../../src/app/live.ts';
import type { FixState, Profile } from '../../../src/app/ports.ts';
import { RangerPositionSharing } from '../../../src/app/sync/position-sharing.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, type Phone, until } from '../../support/phone.ts';

const profileOf = (role: Profile['grant']['role']): Profile => ({
  ...{ device: 'd', kid: 'k', chain: 'c' },
  grant: { id: 'g', device: 'd', person: { id: 'p', name: '' }, role, area: '*', fromAt: 0, toAt: null },
});
const at = (takenAt: number): FixState => ({
  kind: 'fix',
  fix: { lon: 122, lat: 37, accuracyMeters: 8, takenAt, source: 'gps' },
  received: { wall: takenAt, monotonic: takenAt },
});

let phone: Phone;
beforeEach(() => {
  phone = aPhone({ fetch: noHub });
});
afterEach(() => phone.close());

function aSharing(role: Profile['grant']['role']) {
  const onDuty = new LiveValue<Profile | null>(profileOf(role));
  const fixes = new LiveValue<FixState>({ kind: 'waiting' });
  let waiting = 0;
  const sharing = new RangerPositionSharing({
    ...{ onDuty, kept: new KeptFixes({ state: fixes }, () => null) },
    ...{ settings: phone.stores.settings, positions: phone.stores.positions },
    onWaiting: () => (waiting += 1),
  });
  sharing.start();
  return { sharing, fixes, onDuty, waiting: () => waiting };
}
const settled = () => new Promise((done) => setTimeout(done, 60));

describe('sharing positions', () => {
  it('keeps a ranger’s fix at most every 30 seconds', async () => {
    const { sharing, fixes, waiting } = aSharing('ranger');
    await until(sharing.state, ({ on }) => on);
    for (const takenAt of [1_000, 20_000, 30_999, 31_000, 61_000]) fixes.set(at(takenAt));
    await vi.waitFor(() => expect(waiting()).toBe(3), 20_000);
    expect((await phone.stores.positions.waiting(99)).map(({ takenAt }) => takenAt)).toEqual([61_000, 31_000, 1_000]);
  });

  it.each(['commander', 'administrator', 'gate-keeper'] as const)('shares nothing of a %s', async (role) => {
    const { sharing, fixes } = aSharing(role);
    fixes.set(at(1_000));
    await settled();
    expect(await phone.stores.positions.waiting(99)).toEqual([]);
    expect(await until(sharing.state)).toMatchObject({ on: false });
  });

  it('follows nobody who has logged out, and keeps what was of the time before', async () => {
    const { sharing, fixes, onDuty, waiting } = aSharing('ranger');
    await until(sharing.state, ({ on }) => on);
    fixes.set(at(1_000));
    await vi.waitFor(() => expect(waiting()).toBe(1), 20_000);
    onDuty.set(null);
    fixes.set(at(100_000));
    await settled();
    expect(await until(sharing.state)).toMatchObject({ on: false });
    expect((await phone.stores.positions.waiting(99)).map(({ takenAt }) => takenAt)).toEqual([1_000]);
    onDuty.set(profileOf('ranger'));
    fixes.set(at(200_000));
    await vi.waitFor(() => expect(waiting()).toBe(2), 20_000);
  });

  it('stops when told to, forgets what waits, and stays off after a restart', async () => {
    const { sharing, fixes, waiting } = aSharing('ranger');
    await until(sharing.state, ({ on }) => on);
    fixes.set(at(1_000));
    await vi.waitFor(() => expect(waiting()).toBe(1), 20_000);
    sharing.set(false);
    await until(sharing.state, ({ on }) => !on);
    await vi.waitFor(async () => expect(await phone.stores.positions.waiting(99)).toEqual([]), 20_000);
    fixes.set(at(100_000));
    await settled();
    expect(await phone.stores.positions.waiting(99)).toEqual([]);
    const again = aSharing('ranger');
    again.fixes.set(at(200_000));
    await settled();
    expect(again.waiting()).toBe(0);
    expect(await until(again.sharing.state)).toMatchObject({ on: false });
  });
});
