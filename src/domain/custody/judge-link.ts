/** A chain's end as the hub holds it: `seq` 0 and `hash` null when it is empty. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string | null;
}

/** One signed event seen as a link. */
export interface ChainLink {
  readonly seq: number;
  readonly hash: string;
  readonly prev: string | null;
}

/** What the hub knows beside the head: the hash it holds at the link's seq, and whether `prev` is a version that forked off. */
export interface KnownAround {
  readonly hashAtSeq: string | null;
  readonly isPrevForked: boolean;
}

export type LinkVerdict =
  | { readonly kind: 'next' }
  | { readonly kind: 'dup' }
  | { readonly kind: 'fork' }
  | { readonly kind: 'need'; readonly from: number };

/**
 * What one validly signed link is to a chain. Pure; the caller has checked the signature.
 *
 * | seq against head | same hash held at seq? | prev            | → |
 * |------------------|------------------------|-----------------|---|
 * | ≤ head           | yes                    | –               | dup |
 * | ≤ head           | no                     | –               | fork |
 * | head + 1         | –                      | = head's hash   | next |
 * | head + 1         | –                      | anything else   | fork |
 * | > head + 1       | –                      | a forked link   | fork |
 * | > head + 1       | –                      | anything else   | need from head + 1 |
 */
export function judgeLink(head: ChainHead, link: ChainLink, known: KnownAround): LinkVerdict {
  if (link.seq <= head.seq) return { kind: known.hashAtSeq === link.hash ? 'dup' : 'fork' };
  if (link.seq === head.seq + 1) return { kind: link.prev === head.hash ? 'next' : 'fork' };
  return known.isPrevForked ? { kind: 'fork' } : { kind: 'need', from: head.seq + 1 };
}
