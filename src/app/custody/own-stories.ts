import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { caseStatusSchema, type PulledCaseStatus } from '../../protocol/casework.ts';
import { eventSchema, type PartReference, type ViolationFields } from '../../protocol/event.ts';
import { readRemark } from '../../protocol/read-remark.ts';
import { remarkSchema } from '../../protocol/remark.ts';
import type { Live } from '../live.ts';
import type { ChainRows, ChainStore, SealedPart } from '../storage/chain-store.ts';
import type { DraftStore } from '../storage/draft-store.ts';
import { joinLive, mapLive, switchLive } from '../storage/live-query.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { read, readerOf } from '../storage/read-rows.ts';
import type { EventRow, PartRow } from '../storage/rows.ts';
import type { RecordStories, RemarkDraft, StoryRemark } from '../story-ports.ts';
import { type AppendResult, type Chain, type EventDraft, mustBeAppended } from './chain.ts';
import { sealJson, wrapLocally } from './local-seal.ts';
import { newestSealingKey } from './newest-sealing-key.ts';
import type { KeySource } from './own-key.ts';

export interface StoryDeps {
  readonly chains: ChainStore;
  readonly drafts: DraftStore;
  readonly pulled: PulledStore;
  readonly keys: OwnKeys;
  readonly chain: Chain;
  readonly lock: KeySource;
  readonly wallNow: () => number;
}

const mostOwn = 500;
/** Persisted. Of a moment, and listed nowhere. */
export const remarkDraftKind = 'remark/1';
/** By then it is of no tab that is still at it. */
const leftAfterMs = 10 * 60_000;
const remarkKinds: readonly string[] = ['note', 'amendment', 'voiding'];

/** Remarks pulled from the hub with this device's own over them, and how far cases have come. */
export class OwnStories implements RecordStories {
  readonly remarks: Live<ReadonlyMap<string, readonly StoryRemark[]>>;
  readonly statuses: Live<ReadonlyMap<string, PulledCaseStatus>>;
  readonly #deps: StoryDeps;

  constructor(deps: StoryDeps) {
    this.#deps = deps;
    this.#discardLeftovers().catch((problem: unknown) => console.warn('leftovers stay', problem));
    const [readOne, readStatus] = [readerOf(remarkSchema), readerOf(caseStatusSchema)];
    const own = switchLive(deps.keys.watchEnrolled(), (profile) =>
      profile ? deps.chains.watchNewestAndUnsent(profile.enrolled.chain, mostOwn) : null,
    );
    this.remarks = joinLive(deps.pulled.watch('remark'), own, (rows, mine) =>
      byRecord(
        read(rows, readOne).map((told) => ({ ...told, isHeld: false })),
        mine ? ownRemarks(mine) : [],
      ),
    );
    this.statuses = mapLive(
      deps.pulled.watch('case-status'),
      (rows) => new Map(read(rows, readStatus).map((status) => [status.violation, status])),
    );
  }

  async add(about: string, draft: RemarkDraft): Promise<void> {
    const profile = await this.#deps.keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const id = uuidv7();
    const text = draft.text.trim();
    const said = { id, kind: draft.kind, schema: 1, body: bodyOf(about, draft), parts: [], wraps: [] };
    if (text === '') return mustBeAppended(await this.#deps.chain.append(said, profile));
    const { parts, wraps, brings } = await this.#seal(id, text, profile);
    mustBeAppended(await this.#appendSealed({ ...said, parts, wraps }, brings, profile));
  }

  /** A PIN that is set meanwhile seals the draft anew: then it is finished as it stands. What is turned down leaves nothing behind. */
  async #appendSealed(event: EventDraft, brings: SealedPart, profile: EnrolledProfile): Promise<AppendResult> {
    const { chain, drafts } = this.#deps;
    for (;;) {
      const row = await drafts.read(event.id);
      const appended = await chain.append(event, profile, row, brings);
      if (!row || appended.ok || appended.because !== 'draft-changed') {
        if (!appended.ok) await drafts.discard(event.id);
        return appended;
      }
    }
  }

  /** What a kill left between sealing and appending was never shown as saved, and no screen lists it. */
  async #discardLeftovers(): Promise<void> {
    const { drafts, wallNow } = this.#deps;
    const before = wallNow() - leftAfterMs;
    for (const draft of await drafts.ofKind(remarkDraftKind))
      if (draft.updatedAt < before) await drafts.discard(draft.id);
  }

  /** The words as a sealed part that goes to the disk with the event that names it; till then its draft holds them, and its key. */
  async #seal(id: string, note: string, profile: EnrolledProfile) {
    const { generateRecordKey, sealPart, wrapRecordKey } = await import('../../protocol/seal.ts');
    const { drafts, lock, wallNow } = this.#deps;
    const recordKey = await generateRecordKey();
    const fields: ViolationFields = {
      ...{ v: 1, name: '', idNumber: '', phone: '', plate: '', note, attachments: [] },
    };
    const [sealed, now] = [await sealPart(utf8(JSON.stringify(fields)), 'fields', recordKey), wallNow()];
    const reference: PartReference = {
      ...{ sha256: await sha256Hex(sealed), bytes: sealed.length, type: 'application/json', role: 'fields' },
    };
    for (;;) {
      const local = await lock.localKey();
      const kept = { id, kind: remarkDraftKind, sealed: await sealJson(fields, id, local.key), updatedAt: now };
      if (await drafts.open(kept, await wrapLocally(recordKey, id, local.key), local)) break;
    }
    const plainly = { plain: null, plainBytes: null, takenAt: null };
    const row: PartRow = { ...reference, event: id, state: 'draft', ...plainly, addedAt: now };
    const sealing = await newestSealingKey(profile.enrolled.hub, now);
    const wraps = [await wrapRecordKey(recordKey, id, sealing.key, sealing.kid)];
    return { parts: [reference], wraps, brings: { row, sealed } };
  }
}

function bodyOf(about: string, draft: RemarkDraft): Record<string, unknown> {
  if (draft.kind === 'note') return { about };
  if (draft.kind === 'voiding') return { about, reason: draft.reason };
  return { about, changes: draft.act === undefined ? {} : { act: draft.act } };
}

/** Oldest first. What the hub holds and has not told back is held: after a release it comes back as told. */
function ownRemarks({ events, receipts }: ChainRows): StoryRemark[] {
  const held = new Set(receipts.filter(({ outcome }) => outcome === 'held').map(({ hash }) => hash));
  const own = events.map((row) => readOwn(row, held.has(row.hash))).filter((one) => one !== null);
  return own.toReversed();
}

function readOwn({ kind, raw }: EventRow, isHeld: boolean): StoryRemark | null {
  if (!remarkKinds.includes(kind)) return null;
  const event = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), raw);
  const remark = event.success ? readRemark(event.output, null) : null;
  return remark && { ...remark, isHeld };
}

function byRecord(
  told: readonly StoryRemark[],
  own: readonly StoryRemark[],
): ReadonlyMap<string, readonly StoryRemark[]> {
  const known = new Set(told.map(({ event }) => event));
  const all = [
    ...told.toSorted((a, b) => (a.toAt ?? 0) - (b.toAt ?? 0)),
    ...own.filter(({ event }) => !known.has(event)),
  ];
  const rows = new Map<string, StoryRemark[]>();
  for (const remark of all) rows.set(remark.about, [...(rows.get(remark.about) ?? []), remark]);
  return rows;
}
