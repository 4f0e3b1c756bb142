import type { Receipt } from '../../protocol/custody.ts';
import { clockToleranceMs } from '../../protocol/evidence/clock-tolerance.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { HubSigner } from './hub-signer.ts';

/** The receipt for one event. Signed once; whoever asks again gets the stored text. Persisted: changing the form breaks stored data. */
export function signReceipt(keys: HubSigner, receipt: Omit<Receipt, 'v'>): Promise<Signed> {
  const { chain, seq, hash, outcome, time, epoch } = receipt;
  return keys.sign('receipt', JSON.stringify({ v: 1, chain, seq, hash, outcome, time, epoch } satisfies Receipt));
}

/** When a receipt says that it was given: not before what the device knew of the hub's time, which another hub with a clock a little ahead had told it. */
export function receiptTime(now: number, seen: number | null): number {
  return seen !== null && seen <= now + clockToleranceMs ? Math.max(now, seen) : now;
}
