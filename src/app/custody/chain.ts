import type { ChainHead } from '../../domain/custody/judge-link.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { type HulinEvent, maxEventBytes, type PartReference, type Wrap } from '../../protocol/event.ts';
import { signText } from '../../protocol/signed.ts';
import { OffDutyError } from '../off-duty.ts';
import type { ChainEnd, ChainStore, SealedPart } from '../storage/chain-store.ts';
import type { DraftWithParts } from '../storage/draft-store.ts';
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
  | { readonly ok: false; readonly because: 'event-too-large' | 'draft-changed' | 'off-duty' };

/** For callers that expect no refusal. Throws `OffDutyError` when nobody is on duty. */
export function mustBeAppended(result: AppendResult): void {
  if (result.ok) return;
  throw result.because === 'off-duty' ? new OffDutyError() : new Error(result.because);
}

/** This phone's chain, appended to by its own key. */
export class Chain {
  readonly #store: ChainStore;
  readonly #stamp: StampMoment;
  /** Settles after the last append asked for here. */
  #last: Promise<unknown> = Promise.resolve();
  /** Where the last append here left the chain. Not to be relied upon: the transaction that puts the next looks for itself. */
  #end: ChainEnd | null = null;

  constructor(store: ChainStore, stamp: StampMoment) {
    this.#store = store;
    this.#stamp = stamp;
  }

  /**
   * Puts one signed event at the end of the chain, or starts over if another tab was first. Durable when it resolves.
   * `finishes` is the draft it is made from: `draft-changed` when that is another by now, and nothing is appended. Nor is anything
   * while nobody is on duty. `brings`: a part it names that is not stored yet; it is when this resolves well.
   */
  append(
    draft: EventDraft,
    profile: EnrolledProfile,
    finishes: DraftWithParts | null = null,
    brings: SealedPart | null = null,
  ): Promise<AppendResult> {
    const mine = this.#last.then(() => this.#append(draft, profile, finishes, brings)); // in this tab one after the other
    this.#last = mine.catch(() => undefined); // whoever asked is told; the next in line still goes
    return mine;
  }

  async #append(
    draft: EventDraft,
    profile: EnrolledProfile,
    finishes: DraftWithParts | null,
    brings: SealedPart | null,
  ): Promise<AppendResult> {
    if (profile.enrolled.isOffDuty) return { ok: false, because: 'off-duty' };
    for (;;) {
      const [{ chain, head }, at] = await Promise.all([this.#findEnd(profile), this.#stamp()]);
      const event = await signEvent(nextEvent(chain, head, at, draft, profile), draft.wraps, profile); // WebCrypto stays outside the transaction
      if (event.bytes > maxEventBytes) return { ok: false, because: 'event-too-large' };
      const put = await this.#store.putIfHeadIs(head, event, finishes, brings);
      this.#end = put === 'put' ? { chain, head: { seq: event.seq, hash: event.hash } } : null;
      if (put === 'put') return { ok: true, event };
      if (put === 'draft-changed') return { ok: false, because: 'draft-changed' };
    }
  }

  async #findEnd({ enrolled: { chain } }: EnrolledProfile): Promise<ChainEnd> {
    return this.#end?.chain === chain ? this.#end : this.#store.currentEnd(chain);
  }
}

function nextEvent(
  chain: string,
  head: ChainHead,
  at: HulinEvent['at'],
  draft: EventDraft,
  { enrolled }: EnrolledProfile,
): HulinEvent {
  const { id, kind, schema, body, parts, base } = draft;
  return {
    ...{ v: 1, id, chain, seq: head.seq + 1, prev: head.hash },
    ...{ kind, schema, person: enrolled.grant.person.id, at },
    ...(base === undefined ? {} : { base }),
    body,
    parts: [...parts],
  };
}

/** The link as it is kept and sent; not stored yet. */
export async function signEvent(
  event: HulinEvent,
  wraps: readonly Wrap[],
  profile: EnrolledProfile,
): Promise<EventRow> {
  const raw = JSON.stringify(event);
  const { chain, seq, id, kind, parts } = event;
  const [{ sig, kid }, hash] = await Promise.all([
    signText('event', raw, profile.privateKey, profile.kid),
    sha256Hex(raw),
  ]);
  const bytes = utf8(raw).length;
  return { chain, seq, id, hash, kind, raw, sig, kid, wraps, parts, bytes, savedAt: event.at.wall };
}
