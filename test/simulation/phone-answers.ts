import type { Later } from '../../src/domain/custody/push-step.ts';
import type { Change, HubEvent } from './hub-db.ts';
import type { Heard } from './net.ts';
import type { ReceiptRow } from './phone-db.ts';
import { isSignedBy, type SignedText } from './stand-in.ts';

/** One page of a pull. */
export interface Page {
  readonly cursor: string;
  readonly restarted: boolean;
  readonly more: boolean;
  readonly changes: readonly Change[];
}

export function ownEvents(chain: string, changes: readonly Pick<Change, 'key' | 'body'>[]): HubEvent[] {
  return changes.flatMap(({ key, body }) => (key.startsWith(`event/${chain}/`) ? [body as HubEvent] : []));
}

/** The receipt as it is kept; null when no key of the hub's signed it for this very event. */
export function readReceipt(
  kids: ReadonlySet<string>,
  receipt: SignedText,
  { chain, seq, hash }: { readonly chain: string; readonly seq: number; readonly hash: string },
  isVerified: boolean,
): ReceiptRow | null {
  if (!kids.has(receipt.kid) || !isSignedBy(receipt.kid, 'receipt', receipt)) return null;
  const says = JSON.parse(receipt.raw) as ReceiptRow & { chain: string };
  if (says.chain !== chain || says.seq !== seq || says.hash !== hash) return null;
  return { seq, hash, outcome: says.outcome, time: says.time, epoch: says.epoch, isVerified };
}

export function laterOf(
  heard: Heard,
  because: Later['because'] = heard.line === 'body' ? 'unsigned' : heard.line,
): Later {
  const status = heard.line === 'problem' ? heard.status : null;
  return { kind: 'later', because, status, code: heard.line === 'problem' ? heard.code : null };
}
