import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { type HulinEvent, maxEventBytes, type PartReference, type Wrap } from '../../protocol/event.ts';
import { signText } from '../../protocol/signed.ts';
import type { ChainStore, LocalHead } from '../storage/chain-store.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { EventRow } from '../storage/rows.ts';

/** What is to be recorded; the chain adds the rest. */
export interface EventDraft {
  readonly id: string;
  readonly kind: string;
  readonly schema: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly parts: readonly PartReference[];
  readonly wraps: readonly Wrap[];
  /** For commands: the version of the thing that its author had before him. */
  readonly base?: number;
}

/** The moment as this phone knows it, for `at`. */
export type StampMoment = () => Promise<HulinEvent['at']>;

export type AppendResult =
  | { readonly ok: true; readonly event: EventRow }
  | { readonly ok: false; readonly because: 'event-too-large' };

/** This phone's chain, appended to by its own key. */
export class Chain {
  readonly #store: ChainStore;
  readonly #stamp: StampMoment;

  constructor(store: ChainStore, stamp: StampMoment) {
    this.#store = store;
    this.#stamp = stamp;
  }

  /** Puts one signed event at the end of the chain, or starts over if another tab was first. Durable when it resolves. */
  async append(draft: EventDraft, profile: EnrolledProfile): Promise<AppendResult> {
    for (;;) {
      const head = await this.#store.readHead(profile.enrolled.chain);
      const event = await signEvent(await this.#next(head, draft, profile), draft.wraps, profile); // WebCrypto stays outside the transaction
      if (event.bytes > maxEventBytes) return { ok: false, because: 'event-too-large' };
      if (await this.#store.putIfHeadIs(head, event)) return { ok: true, event };
    }
  }

  async #next(head: LocalHead, draft: EventDraft, { enrolled }: EnrolledProfile): Promise<HulinEvent> {
    const { id, kind, schema, body, parts, base } = draft;
    return {
      v: 1,
      id,
      chain: enrolled.chain,
      seq: head.seq + 1,
      prev: head.hash,
      kind,
      schema,
      person: enrolled.grant.person.id,
      at: await this.#stamp(),
      ...(base === undefined ? {} : { base }),
      body,
      parts: [...parts],
    };
  }
}

async function signEvent(event: HulinEvent, wraps: readonly Wrap[], profile: EnrolledProfile): Promise<EventRow> {
  const raw = JSON.stringify(event);
  const { sig, kid } = await signText('event', raw, profile.privateKey, profile.kid);
  const { chain, seq, id, kind, parts } = event;
  const hash = await sha256Hex(raw);
  const bytes = utf8(raw).length;
  return { chain, seq, id, hash, kind, raw, sig, kid, wraps, parts, bytes, savedAt: event.at.wall };
}
