import type { Context } from '@lit/context';
import {
  courierContext,
  handingOverContext,
  lockContext,
  lockingContext,
  passkeyLockContext,
  peopleContext,
} from '../../../src/app/contexts.ts';
import type { CarriedChain, ExportedFile, TakenBundle } from '../../../src/app/courier-ports.ts';
import { LiveValue } from '../../../src/app/live.ts';
import type { Locking, LockState, UnlockResult } from '../../../src/app/lock-ports.ts';
import type { PeopleState } from '../../../src/app/people-ports.ts';
import type { Profile } from '../../../src/app/ports.ts';

/** A ranger's enrolment. */
export function aProfile(changes: Partial<Profile['grant']> = {}): Profile {
  const id = (last: string) => `018f0000-0000-7000-8000-00000000000${last}`;
  return {
    device: id('1'),
    kid: 'k'.repeat(43),
    chain: id('2'),
    grant: {
      id: id('3'),
      device: id('1'),
      person: { id: id('4'), name: '王建国' },
      role: 'ranger',
      area: '*',
      fromAt: Date.parse('2026-11-20T08:00:00+08:00'),
      toAt: null,
      ...changes,
    },
  };
}

export type Provide = <T>(context: Context<unknown, T>, initialValue: T) => void;

/** The lock, the people and the courier of a phone, in memory. */
export class FakeCustody {
  readonly done: string[] = [];
  readonly lockState = new LiveValue<LockState>({ kind: 'none', afterMs: 300_000 });
  unlockResult: UnlockResult = { ok: true };
  readonly people = new LiveValue<PeopleState>({ all: [aProfile().grant], onDuty: aProfile().grant });
  readonly othersDrafts = new LiveValue(0);
  readonly carried = new LiveValue<readonly CarriedChain[]>([]);
  readonly exportedAt = new LiveValue<number | null>(null);
  exportedFile: ExportedFile | null = null;
  takenBundle: TakenBundle = { ok: false, because: 'not-a-bundle' };

  protected provideCustody(provide: Provide): void {
    const { carried, exportedAt, people } = this;
    const exports = async () => this.exportedFile;
    const removeDelivered = async () => void this.done.push('remove delivered');
    const giveUp = async (chain: string) => void this.done.push(`give up ${chain}`);
    const take = async () => this.takenBundle;
    const files = { exportQueue: exports, exportReceipts: exports };
    provide(courierContext, { carried, exportedAt, ...files, take, removeDelivered, giveUp });
    const share = async (file: File) => this.done.push(`share ${file.name}`) < 0;
    provide(handingOverContext, { share, download: (file) => this.done.push(`download ${file.name}`) });
    const locking = this.#locking();
    provide(lockContext, locking);
    provide(lockingContext, locking);
    const refused = async () => ({ ok: false as const, because: 'refused' as const });
    const isOffered = async () => false;
    provide(passkeyLockContext, {
      isUsed: new LiveValue(false),
      isOffered,
      set: refused,
      unlock: refused,
      unlockBefore: refused,
      remove: refused,
    });
    const goOnDuty = async (id: string) =>
      people.set({ ...people.value, onDuty: people.value.all.find((one) => one.id === id) ?? null });
    const reset = async () => void this.done.push('reset');
    const { othersDrafts } = this;
    provide(peopleContext, { state: people, othersDrafts, goOnDuty, goOffDuty: () => goOnDuty(''), reset });
  }

  #locking(): Locking {
    const become = (kind: LockState['kind']) => this.lockState.set({ ...this.lockState.value, kind });
    const tryPin = async (kind: LockState['kind']) => {
      if (this.unlockResult.ok) become(kind);
      return this.unlockResult;
    };
    return {
      state: this.lockState,
      setPin: async (pin) => {
        if (pin.length < 6) return { ok: false, because: 'weak' };
        become('unlocked');
        return { ok: true };
      },
      unlock: () => tryPin('unlocked'),
      unlockBefore: async () => {
        if (this.unlockResult.ok) this.lockState.set({ ...this.lockState.value, left: null });
        return this.unlockResult;
      },
      removePin: () => tryPin('none'),
      lock: async () => become('locked'),
      lockAfter: async (afterMs) => this.lockState.set({ ...this.lockState.value, afterMs }),
      forget: async () => become('none'),
    };
  }
}
