import { countForPush, type PendingEvent, type PushLimits } from './plan-push.ts';

/** What to push next of the events carried for another's chain. `gap`: the hub lacks `from` and nobody here has it. */
export type CarriedStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'gap'; readonly from: number }
  | { readonly kind: 'send'; readonly count: number };

/**
 * The next batch of carried events without a receipt, ascending, when the hub holds the chain up to `hubSeq`. What the hub has from
 * elsewhere is sent too: its receipts are what the author waits for. Up to the first hole: what is behind it would be asked for again.
 */
export function nextCarried(waiting: readonly PendingEvent[], hubSeq: number, limits: PushLimits): CarriedStep {
  const [first] = waiting;
  if (!first) return { kind: 'nothing' };
  if (first.seq > hubSeq + 1) return { kind: 'gap', from: hubSeq + 1 };
  const hole = waiting.findIndex(({ seq }, index) => index > 0 && seq > (waiting[index - 1]?.seq ?? 0) + 1);
  return { kind: 'send', count: countForPush(hole === -1 ? waiting : waiting.slice(0, hole), limits) };
}
