import * as v from 'valibot';
import { tellCustody } from '../../domain/custody/tell-custody.ts';
import type { ReviewOutcome } from '../../domain/shared/codes.ts';
import { eventSchema, type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import { heldSchema } from '../../protocol/pull.ts';
import type { Live } from '../live.ts';
import type { OwnRecord, OwnRecords } from '../ports.ts';
import type { ChainRows, ChainStore } from '../storage/chain-store.ts';
import type { DraftStore } from '../storage/draft-store.ts';
import { joinLive, mapLive, switchLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { read, readerOf } from '../storage/read-rows.ts';
import type { EventRow, PartRow, ReceiptRow } from '../storage/rows.ts';
import { type LocalLock, nullIfLocked } from './local-lock.ts';
import { unwrapLocally } from './local-seal.ts';

const eventText = v.pipe(v.string(), v.parseJson(), eventSchema);

/** As far back as other lists look; what is not sent yet counts however old it is. */
const usualMost = 500;

export interface OwnRecordsDeps {
  readonly chains: ChainStore;
  readonly parts: PartStore;
  readonly drafts: DraftStore;
  readonly pulled: PulledStore;
  readonly keys: OwnKeys;
  readonly lock: LocalLock;
}

/** This phone's own records, newest first, with where each stands. */
export class ChainRecords implements OwnRecords {
  readonly all: Live<readonly OwnRecord[]>;
  readonly #deps: OwnRecordsDeps;

  constructor(deps: OwnRecordsDeps) {
    this.#deps = deps;
    this.all = this.#records((chain) => deps.chains.watchNewestAndUnsent(chain, usualMost));
  }

  newest(most: number): Live<readonly OwnRecord[]> {
    return this.#records((chain) => this.#deps.chains.watchNewest(chain, most));
  }

  one(id: string): Live<OwnRecord | null> {
    return mapLive(
      this.#records((chain) => this.#deps.chains.watchOne(chain, id)),
      ([record]) => record ?? null,
    );
  }

  #records(watch: (chain: string) => Live<ChainRows>): Live<readonly OwnRecord[]> {
    const { keys, pulled } = this.#deps;
    const own = switchLive(keys.watchEnrolled(), (profile) => (profile ? watch(profile.enrolled.chain) : null));
    const readHeld = readerOf(heldSchema);
    return joinLive(own, pulled.watch('held'), (rows, held) => {
      const decided = read(held, readHeld).map(({ hash, review }) => [hash, review?.outcome ?? null] as const);
      return rows ? recordsOf(rows, new Map(decided)) : [];
    });
  }

  async openFields(id: string): Promise<ViolationFields | null> {
    const event = await this.#deps.chains.byId(id);
    const part = event?.parts.find(({ role }) => role === 'fields');
    const plain = part && (await this.#open(id, part.sha256, 'fields'));
    if (!plain) return null;
    const fields = v.safeParse(violationFieldsSchema, JSON.parse(new TextDecoder().decode(plain)));
    return fields.success ? fields.output : null;
  }

  async openPhoto(id: string, part: string): Promise<Blob | null> {
    const event = await this.#deps.chains.byId(id);
    const named = event?.parts.find(({ sha256 }) => sha256 === part);
    const plain = named && (await this.#open(id, part, named.role));
    return plain ? new Blob([plain], { type: named.type }) : null;
  }

  async #open(id: string, part: string, role: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const { openPart } = await import('../../protocol/seal.ts');
    const [wrapped, sealed] = await Promise.all([this.#deps.drafts.recordKey(id), this.#deps.parts.readBytes(part)]);
    if (!wrapped || !sealed) return null;
    const local = await this.#deps.lock.localKey().catch(nullIfLocked);
    return local && openPart(sealed, role, await unwrapLocally(wrapped, local.key));
  }
}

/** `reviews`: what was decided about held events, by hash. */
function recordsOf(
  { events, receipts, parts, heldUpTo, refused }: ChainRows,
  reviews: ReadonlyMap<string, ReviewOutcome | null>,
): OwnRecord[] {
  const receiptByHash = new Map(receipts.map((receipt) => [receipt.hash, receipt]));
  const partBySha = new Map(parts.map((part) => [part.sha256, part]));
  return events.map((event) => {
    const isHeld = event.seq <= (heldUpTo.get(event.chain) ?? 0);
    const review = reviews.get(event.hash) ?? null;
    const record = recordOf(event, receiptByHash.get(event.hash), partBySha, isHeld, review);
    const isSpoilt = event.parts.some(({ sha256 }) => isUnsendable(partBySha.get(sha256)));
    if (isSpoilt && !record.spoilt) return { ...record, custody: 'needs-you', spoilt: 'part' };
    return refused.has(event.hash) || record.spoilt ? { ...record, custody: 'needs-you' } : record;
  });
}

function recordOf(
  event: EventRow,
  receipt: ReceiptRow | undefined,
  partBySha: ReadonlyMap<string, PartRow>,
  isHeld: boolean,
  review: ReviewOutcome | null,
): OwnRecord {
  const { id, seq, kind, savedAt, chain } = event;
  const text = v.safeParse(eventText, event.raw); // bytes go bad on a disk, and one record must not take the list with it
  const photoRefs = event.parts.filter(({ role }) => role === 'photo');
  const count = (named: EventRow['parts']) => ({
    total: named.length,
    received: named.filter(({ sha256 }) => isReceived(partBySha.get(sha256), receipt)).length,
  });
  const parts = count(event.parts);
  const given = receipt ? { outcome: receipt.outcome, isVerified: receipt.verifiedAt !== null } : null;
  const custody = tellCustody({ receipt: given, review, isHeld, hasAllParts: parts.received === parts.total });
  const receivedAt = isHeld && receipt ? receipt.time : null;
  const origin = { chain, seenAt: text.success ? text.output.at.seen : null };
  const known = { id, seq, kind, savedAt, custody, review, origin, parts, photos: count(photoRefs), receivedAt };
  return text.success ? { ...known, body: text.output.body } : { ...known, body: {}, spoilt: 'text' };
}

/** Its bytes went bad here before the hub had them. */
function isUnsendable(part: PartRow | undefined): boolean {
  return part?.state === 'waiting' && part.spoilt === true;
}

/** A part this phone no longer has counts as received once its event came back verified. */
function isReceived(part: PartRow | undefined, receipt: ReceiptRow | undefined): boolean {
  return part ? part.state === 'received' : Boolean(receipt?.verifiedAt);
}
