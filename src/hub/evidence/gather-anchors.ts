import type { EvidenceCase } from '../../protocol/evidence/evidence-package.ts';
import { eventLeaf } from '../../protocol/evidence/hub-bodies.ts';
import { type MerkleTree, merkleTree } from '../../protocol/evidence/merkle.ts';
import type { Signed } from '../../protocol/signed.ts';
import type { Queryable } from '../ports.ts';
import { anchoredEvents, anchoredHeads, type Leaf } from './anchored-events.ts';

type Proof = EvidenceCase['events'][number]['anchor'];
type HeadProof = EvidenceCase['chains'][number]['head'];

/** An anchor that an export rests on, with its time stamp as far as there is one. */
export interface CaseAnchor {
  readonly hash: string;
  readonly event: Signed;
  readonly receipt: Signed;
  readonly token: Uint8Array<ArrayBuffer> | null;
}

interface AnchorRow extends Record<string, unknown> {
  readonly day: string;
  readonly hash: string;
}

/** Finds which anchors cover events and chains, and proves it. Each anchor's trees are built once. */
export class AnchorProofs {
  readonly #db: Queryable;
  readonly #trees = new Map<string, Promise<{ leaves: readonly Leaf[]; tree: MerkleTree }>>();
  readonly #used = new Set<string>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The first anchor that covers an event; null: none yet. */
  async ofEvent({ chain, seq }: Pick<Leaf, 'chain' | 'seq'>): Promise<Proof> {
    const [row] = await this.#db.query<AnchorRow>(
      `select a.day, a.hash from anchor_head h join anchor a on a.day = h.day
        where h.chain = $1 and h.seq >= $2 order by a.place limit 1`,
      [chain, seq],
    );
    if (!row) return null;
    const { leaves, tree } = await this.#tree(`events ${row.day}`, async () =>
      anchoredEvents(this.#db, await anchoredHeads(this.#db, row.day), row.day),
    );
    this.#used.add(row.hash);
    const at = leaves.findIndex((leaf) => leaf.chain === chain && leaf.seq === seq);
    return { hash: row.hash, path: tree.pathOf(at) };
  }

  /** What the newest anchor says of a chain's head; null: none covers it yet. */
  async ofChain(chain: string): Promise<HeadProof> {
    const [row] = await this.#db.query<AnchorRow & { readonly seq: number }>(
      `select a.day, a.hash, h.seq from anchor_head h join anchor a on a.day = h.day
        where h.chain = $1 order by a.place desc limit 1`,
      [chain],
    );
    if (!row) return null;
    const { leaves, tree } = await this.#tree(`heads ${row.day}`, () => anchoredHeads(this.#db, row.day));
    this.#used.add(row.hash);
    const at = leaves.findIndex((leaf) => leaf.chain === chain);
    return { anchor: row.hash, seq: row.seq, path: tree.pathOf(at) };
  }

  /** Every anchor a proof rests on, oldest first. */
  async anchors(): Promise<CaseAnchor[]> {
    const rows = await this.#db.query<Record<string, string> & { token: Buffer | null }>(
      `select a.hash, e.raw, e.sig, e.kid, e.receipt_raw, e.receipt_sig, e.receipt_kid, t.token
         from anchor a join event e on e.hash = a.hash
         left join time_stamp t on t.anchor = a.hash
        where a.hash = any($1::text[]) order by a.place`,
      [[...this.#used]],
    );
    return rows.map(({ hash = '', raw = '', sig = '', kid = '', receipt_raw, receipt_sig, receipt_kid, token }) => ({
      hash,
      event: { raw, sig, kid },
      receipt: { raw: receipt_raw ?? '', sig: receipt_sig ?? '', kid: receipt_kid ?? '' },
      token: token && new Uint8Array(token),
    }));
  }

  #tree(name: string, read: () => Promise<Leaf[]>) {
    const known = this.#trees.get(name);
    if (known) return known;
    const built = read().then(async (leaves) => ({ leaves, tree: await merkleTree(leaves.map(eventLeaf)) }));
    this.#trees.set(name, built);
    return built;
  }
}
