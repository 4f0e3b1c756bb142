import * as v from 'valibot';
import { receiptSchema } from '../../protocol/custody.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { ReceiptRow } from '../storage/rows.ts';
import type { HubVerifier } from './hub-keys.ts';

/** The event a receipt must be for. */
export interface Receipted {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** The receipt as it is kept; null when the hub did not sign it for this very event. */
export async function readReceipt(
  verifier: HubVerifier,
  receipt: Signed,
  receipted: Receipted,
  verifiedAt: number | null,
): Promise<ReceiptRow | null> {
  return (await verifier.isHubs('receipt', receipt)) ? receiptRow(receipt, receipted, verifiedAt) : null;
}

/**
 * The same from an answer that the hub signed as a whole for our request: its word covers every receipt in it, and what each of
 * thousands is worth by itself is found out when its event comes back in a pull, before it is called verified.
 */
export function takeReceipt(verifier: HubVerifier, receipt: Signed, receipted: Receipted): ReceiptRow | null {
  return verifier.knows(receipt.kid) ? receiptRow(receipt, receipted, null) : null;
}

function receiptRow(receipt: Signed, { chain, seq, hash }: Receipted, verifiedAt: number | null): ReceiptRow | null {
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), receipt.raw);
  if (!says.success || says.output.chain !== chain || says.output.seq !== seq || says.output.hash !== hash) return null;
  const { outcome, time } = says.output;
  return { chain, seq, hash, outcome, time, receipt, verifiedAt };
}
