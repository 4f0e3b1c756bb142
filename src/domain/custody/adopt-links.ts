import type { ChainHead, ChainLink } from './judge-link.ts';

/**
 * Which of our own events that the hub holds come after our head, in order. Null when there are none or they do not link to it:
 * then the hub has another chain than we do.
 */
export function linksToAdopt<L extends ChainLink>(head: ChainHead, own: readonly L[]): L[] | null {
  const next = own.filter(({ seq }) => seq > head.seq).sort((a, b) => a.seq - b.seq);
  let end = head;
  for (const { seq, hash, prev } of next) {
    if (seq !== end.seq + 1 || prev !== end.hash) return null;
    end = { seq, hash };
  }
  return next.length > 0 ? next : null;
}
