import { type ChainHead, type ChainLink, judgeLink, type LinkVerdict } from './judge-link.ts';

/** What the hub holds of a chain around a batch: hashes by seq, and the hashes that forked off. */
export interface KnownChain {
  readonly head: ChainHead;
  readonly hashBySeq: ReadonlyMap<number, string>;
  readonly forked: ReadonlySet<string>;
}

/** What becomes of one item. `unreadable` has no valid signature: it never takes a seq and delays nobody. */
export type BatchVerdict = LinkVerdict | { readonly kind: 'fork-known' } | { readonly kind: 'unreadable' };

/**
 * The hub's step: a chain and a batch in, what becomes of each item and the new head out. What enters the chain is
 * judged by its link alone; whether it is `stored` or `held` changes nothing here. Null stands for an item that is no event.
 */
export function judgeBatch(
  known: KnownChain,
  links: readonly (ChainLink | null)[],
): { readonly verdicts: BatchVerdict[]; readonly head: ChainHead } {
  let { head } = known;
  const hashBySeq = new Map(known.hashBySeq);
  const forked = new Set(known.forked);
  const verdicts = links.map((link): BatchVerdict => {
    if (link === null) return { kind: 'unreadable' };
    const isPrevForked = link.prev !== null && forked.has(link.prev);
    const verdict = judgeLink(head, link, { hashAtSeq: hashBySeq.get(link.seq) ?? null, isPrevForked });
    if (verdict.kind === 'fork' && forked.has(link.hash)) return { kind: 'fork-known' };
    if (verdict.kind === 'fork') forked.add(link.hash);
    if (verdict.kind !== 'next') return verdict;
    hashBySeq.set(link.seq, link.hash);
    head = { seq: link.seq, hash: link.hash };
    return verdict;
  });
  return { verdicts, head };
}
