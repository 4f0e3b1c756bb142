import * as v from 'valibot';
import type { CustodyStatus } from '../../domain/shared/codes.ts';
import { eventSchema, type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import type { Live } from '../live.ts';
import type { OwnRecord, OwnRecords } from '../ports.ts';
import type { ChainRows, ChainStore } from '../storage/chain-store.ts';
import type { DraftStore } from '../storage/draft-store.ts';
import { mapLive, switchLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { EventRow, PartRow, ReceiptRow } from '../storage/rows.ts';
import { unwrapLocally } from './local-seal.ts';

/** So many of the newest records are listed; the older ones stay in storage. */
const mostListed = 500;

export interface OwnRecordsDeps {
  readonly chains: ChainStore;
  readonly parts: PartStore;
  readonly drafts: DraftStore;
  readonly keys: OwnKeys;
}

/** This phone's own records, newest first, with where each stands. */
export class ChainRecords implements OwnRecords {
  readonly all: Live<readonly OwnRecord[]>;
  readonly #deps: OwnRecordsDeps;

  constructor(deps: OwnRecordsDeps) {
    this.#deps = deps;
    const own = switchLive(deps.keys.watchEnrolled(), (profile) =>
      profile ? deps.chains.watchNewest(profile.enrolled.chain, mostListed) : null,
    );
    this.all = mapLive(own, (rows) => (rows ? recordsOf(rows) : []));
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
    const { localKey } = await this.#deps.keys.ensure();
    return openPart(sealed, role, await unwrapLocally(wrapped, localKey));
  }
}

function recordsOf({ events, receipts, parts, heldUpTo }: ChainRows): OwnRecord[] {
  const receiptBySeq = new Map(receipts.map((receipt) => [receipt.seq, receipt]));
  const partBySha = new Map(parts.map((part) => [part.sha256, part]));
  return events.map((event) => recordOf(event, receiptBySeq.get(event.seq), partBySha, event.seq <= heldUpTo));
}

function recordOf(
  event: EventRow,
  receipt: ReceiptRow | undefined,
  partBySha: ReadonlyMap<string, PartRow>,
  isHeld: boolean,
): OwnRecord {
  const { id, seq, kind, savedAt } = event;
  const photoRefs = event.parts.filter(({ role }) => role === 'photo');
  const count = (named: EventRow['parts']) => ({
    total: named.length,
    received: named.filter(({ sha256 }) => isReceived(partBySha.get(sha256), receipt)).length,
  });
  const parts = count(event.parts);
  const custody = custodyOf(receipt, isHeld, parts.received === parts.total);
  const receivedAt = isHeld && receipt ? receipt.time : null;
  return { id, seq, kind, body: bodyOf(event), savedAt, custody, parts, photos: count(photoRefs), receivedAt };
}

/** A part this phone no longer has counts as received once its event came back verified. */
function isReceived(part: PartRow | undefined, receipt: ReceiptRow | undefined): boolean {
  return part ? part.state === 'received' : Boolean(receipt?.verifiedAt);
}

/**
 * | fork receipt | hub holds it | receipt says held | came back the same, all parts there | → |
 * |--------------|--------------|-------------------|-------------------------------------|---|
 * | yes          | –            | –                 | –                                   | needs-you |
 * | no           | no           | –                 | –                                   | saved |
 * | no           | yes          | yes               | –                                   | held |
 * | no           | yes          | no                | yes                                 | verified |
 * | no           | yes          | no                | no                                  | received |
 */
function custodyOf(receipt: ReceiptRow | undefined, isHeld: boolean, hasAllParts: boolean): CustodyStatus {
  if (receipt?.outcome === 'fork') return 'needs-you';
  if (!isHeld) return 'saved';
  if (receipt?.outcome === 'held') return 'held';
  return receipt?.verifiedAt && hasAllParts ? 'verified' : 'received';
}

function bodyOf({ raw }: EventRow): Record<string, unknown> {
  return v.parse(eventSchema, JSON.parse(raw)).body;
}
