import type { ChainHead } from './judge-link.ts';

/** How a phone's chain stands to what the hub says it holds. */
export type HeadComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'hub-behind'; readonly from: number }
  | { readonly kind: 'hub-ahead' }
  | { readonly kind: 'diverged' };

/**
 * Compares heads. `hashAtHubSeq` is the phone's own hash at the hub's seq, null when it has none there.
 *
 * | hub's seq  | own hash there = hub's | → |
 * |------------|------------------------|---|
 * | 0          | –                      | same when the phone's is empty too, else hub-behind from 1 |
 * | > phone's  | –                      | hub-ahead |
 * | ≤ phone's  | no                     | diverged |
 * | = phone's  | yes                    | same |
 * | < phone's  | yes                    | hub-behind from hub's + 1 |
 *
 * Whatever local flags say: this survives a hub restored from backup.
 */
export function compareHeads(phone: ChainHead, hub: ChainHead, hashAtHubSeq: string | null): HeadComparison {
  if (hub.seq > phone.seq) return { kind: 'hub-ahead' };
  if (hub.seq > 0 && hashAtHubSeq !== hub.hash) return { kind: 'diverged' };
  return hub.seq === phone.seq ? { kind: 'same' } : { kind: 'hub-behind', from: hub.seq + 1 };
}
