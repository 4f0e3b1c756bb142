import * as v from 'valibot';
import { tellCustody } from '../../domain/custody/tell-custody.ts';
import { eventSchema, type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import { type Held, heldSchema } from '../../protocol/pull.ts';
import type { Live } from '../live.ts';
import type { OwnRecord, OwnRecords } from '../ports.ts';
import type { ChainRows, ChainStore } from '../storage/chain-store.ts';
import type { DraftStore } from '../storage/draft-store.ts';
import { holderNow, holderOf, isAlone } from '../storage/holder.ts';
import { joinLive, mapLive, switchLive } from '../storage/live-query.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { read, readerOf } from '../storage/read-rows.ts';
import type { EventRow, PartRow, ReceiptRow } from '../storage/rows.ts';
import { type KeySource, nullIfLocked, openRecordKey } from './own-key.ts';

const eventText = v.pipe(v.string(), v.parseJson(), eventSchema);

/** As far back as other lists look; what is not sent yet counts however old it is. */
const usualMost = 500;

export interface OwnRecordsDeps {
  readonly chains: ChainStore;
  readonly parts: PartStore;
  readonly drafts: DraftStore;
  readonly pulled: PulledStore;
  readonly keys: OwnKeys;
  readonly lock: KeySource;
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
    const own = switchLive(keys.watchEnrolled(), (profile) =>
      profile ? mapLive(watch(profile.enrolled.chain), (rows) => ({ rows, profile })) : null,
    );
    const readHeld = readerOf(heldSchema);
    return joinLive(own, pulled.watch('held'), (known, held) => {
      const heldByHash = new Map(read(held, readHeld).map((row) => [row.hash, row] as const));
      return known ? recordsOf(known.rows, heldByHash, known.profile) : [];
    });
  }

  async openFields(id: string): Promise<ViolationFields | null> {
    const event = await this.#deps.chains.byId(id);
    const part = event?.parts.find(({ role }) => role === 'fields');
    const plain = event && part && (await this.#open(event, part.sha256, 'fields'));
    if (!plain) return null;
    const fields = v.safeParse(violationFieldsSchema, JSON.parse(new TextDecoder().decode(plain)));
    return fields.success ? fields.output : null;
  }

  async openPhoto(id: string, part: string): Promise<Blob | null> {
    const event = await this.#deps.chains.byId(id);
    const named = event?.parts.find(({ sha256 }) => sha256 === part);
    const plain = event && named && (await this.#open(event, part, named.role));
    return plain ? new Blob([plain], { type: named.type }) : null;
  }

  /** For its writer alone. Of a text that went bad nobody can tell who he is but by his own key. */
  async #open({ id, raw }: EventRow, part: string, role: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const { openPart } = await import('../../protocol/seal.ts');
    const { drafts, parts, keys, lock } = this.#deps;
    const [wrapped, sealed, profile] = await Promise.all([
      ...([drafts.recordKey(id), parts.readBytes(part), keys.enrolled()] as const),
    ]);
    const local = wrapped && sealed && (await lock.localKey().catch(nullIfLocked));
    if (!local) return null;
    const text = v.safeParse(eventText, raw);
    const isHis = text.success ? holderOf(profile, text.output.person) === local.holder : isAlone(profile);
    if (!isHis && (text.success || wrapped.key === undefined)) return null;
    const recordKey = await openRecordKey(wrapped, local);
    return recordKey && openPart(sealed, role, recordKey);
  }
}

/** `held`: why events were held and what was decided about them, by hash. `profile`: who is on duty. */
function recordsOf(
  { events, receipts, parts, heldUpTo, refused }: ChainRows,
  held: ReadonlyMap<string, Held>,
  profile: EnrolledProfile,
): OwnRecord[] {
  const receiptByHash = new Map(receipts.map((receipt) => [receipt.hash, receipt]));
  const partBySha = new Map(parts.map((part) => [part.sha256, part]));
  return events.map((event) => {
    const isHeld = event.seq <= (heldUpTo.get(event.chain) ?? 0);
    const said = held.get(event.hash) ?? null;
    const record = recordOf(event, receiptByHash.get(event.hash), partBySha, { isHeld, said, profile });
    const isSpoilt = event.parts.some(({ sha256 }) => isUnsendable(partBySha.get(sha256)));
    if (isSpoilt && !record.spoilt) return { ...record, custody: 'needs-you', spoilt: 'part' };
    return refused.has(event.hash) || record.spoilt ? { ...record, custody: 'needs-you' } : record;
  });
}

function recordOf(
  event: EventRow,
  receipt: ReceiptRow | undefined,
  partBySha: ReadonlyMap<string, PartRow>,
  { isHeld, said, profile }: { isHeld: boolean; said: Held | null; profile: EnrolledProfile },
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
  const [review, heldBecause] = [said?.review?.outcome ?? null, said?.because ?? null];
  const custody = tellCustody({ receipt: given, review, isHeld, hasAllParts: parts.received === parts.total });
  const receivedAt = isHeld && receipt ? receipt.time : null;
  const origin = { chain, seenAt: text.success ? text.output.at.seen : null };
  const known = {
    id,
    seq,
    kind,
    savedAt,
    custody,
    review,
    heldBecause,
    origin,
    parts,
    photos: count(photoRefs),
    receivedAt,
  };
  if (!text.success) return { ...known, body: {}, spoilt: 'text' };
  const isOthers = holderOf(profile, text.output.person) !== holderNow(profile);
  return { ...known, body: text.output.body, isOthers };
}

/** Its bytes went bad here before the hub had them. */
function isUnsendable(part: PartRow | undefined): boolean {
  return part?.state === 'waiting' && part.spoilt === true;
}

/** A part this phone no longer has counts as received once its event came back verified. */
function isReceived(part: PartRow | undefined, receipt: ReceiptRow | undefined): boolean {
  return part ? part.state === 'received' : Boolean(receipt?.verifiedAt);
}
