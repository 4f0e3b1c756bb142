import { utf8 } from '../../protocol/bytes.ts';
import type { Item } from '../../protocol/evidence/container.ts';
import { chainLine, type EvidenceCase, evidencePaths } from '../../protocol/evidence/evidence-package.ts';
import type { Queryable } from '../ports.ts';
import type { Leaf } from './anchored-events.ts';
import type { AnchorProofs } from './gather-anchors.ts';

interface ChainItem {
  readonly entry: EvidenceCase['chains'][number];
  readonly item: Item;
}

/** The whole list of hashes of every chain that these events are of. */
export async function chainItems(
  db: Queryable,
  events: readonly { readonly chain: string }[],
  proofs: AnchorProofs,
): Promise<ChainItem[]> {
  const chains = [...new Set(events.map(({ chain }) => chain))].toSorted();
  const items: ChainItem[] = [];
  for (const chain of chains) {
    const rows = await db.query<Leaf>('select chain, seq, hash from event where chain = $1 order by seq', [chain]);
    const list = evidencePaths.chain(chain);
    const item = { path: list, bytes: utf8(rows.map(chainLine).join('')) };
    items.push({ item, entry: { chain, list, head: await proofs.ofChain(chain) } });
  }
  return items;
}
