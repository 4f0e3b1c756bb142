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

/**
 * Of our own events under the ids of those that are adopted onto a chain, those that stand on another: a copied profile wrote them anew. They
 * give place, for an id stands once; the hub has them, or they would have been written anew here.
 */
export function replacedByAdopting<E extends { readonly id: string; readonly chain: string }>(
  chain: string,
  adopted: readonly { readonly id: string }[],
  own: readonly E[],
): E[] {
  const ids = new Set(adopted.map(({ id }) => id));
  return own.filter((event) => event.chain !== chain && ids.has(event.id));
}
