import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import {
  type PermitBody,
  type PermitRow,
  type PermitWithdrawalBody,
  permitBodySchema,
  permitFieldsSchema,
} from '../../protocol/permit.ts';
import type { Saved } from '../draft-ports.ts';
import type { Live } from '../live.ts';
import { permitDraftToBody } from '../permit-draft-to-body.ts';
import type { IssueResult, PermitDraft, PermitWriting } from '../permit-ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { DraftStore, DraftWithParts } from '../storage/draft-store.ts';
import { joinLive, mapLive } from '../storage/live-query.ts';
import type { EnrolledProfile, OwnKeys } from '../storage/own-keys.ts';
import type { PartStore } from '../storage/part-store.ts';
import type { DraftRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { type Chain, mustBeAppended } from './chain.ts';
import type { LocalLock } from './local-lock.ts';
import { openJson, sealJson, wrapLocally } from './local-seal.ts';
import { type FoundDraft, findDraft, keyOfDraft, LockedError, nullIfLocked } from './own-key.ts';
import {
  emptyPermit,
  matterOfPermit,
  type PermitMatter,
  permitDraftKind,
  permitToCorrect,
  readPermitMatter,
} from './permit-matter.ts';
import { sealFields } from './seal-fields.ts';

export interface PermitDeskDeps {
  readonly chain: Chain;
  readonly chains: ChainStore;
  readonly drafts: DraftStore;
  readonly parts: PartStore;
  readonly keys: OwnKeys;
  readonly lock: LocalLock;
  readonly wallNow: () => number;
}

/** Permits written, issued and withdrawn at this desk, as events of its chain. Drafts are ciphertext under the local key. */
export class PermitDesk implements PermitWriting {
  readonly drafts: Live<readonly PermitDraft[]>;
  readonly #deps: PermitDeskDeps;
  readonly #lastTurn = new Map<string, number>();
  #turn = 0;

  constructor(deps: PermitDeskDeps) {
    this.#deps = deps;
    const openable = joinLive(deps.drafts.watchAll(), deps.lock.state, (rows, { kind }) =>
      kind === 'locked' ? [] : rows,
    );
    this.drafts = mapLive(openable, (rows) => this.#openAll(rows));
  }

  async open(corrected: PermitRow | null): Promise<PermitDraft> {
    const { generateRecordKey } = await import('../../protocol/seal.ts');
    for (;;) {
      const local = await this.#deps.lock.localKey();
      const [id, now] = [uuidv7(), this.#deps.wallNow()];
      const matter = corrected ? permitToCorrect(corrected) : emptyPermit(civilDateAt(now));
      const draft = { id, kind: permitDraftKind, sealed: await sealJson(matter, id, local.key), updatedAt: now };
      const recordKey = await wrapLocally(await generateRecordKey(), id, local.key);
      if (await this.#deps.drafts.open(draft, recordKey, local)) return draftOf(draft, matter);
    }
  }

  async save(draft: PermitDraft): Promise<Saved> {
    const turn = ++this.#turn;
    const { id } = draft;
    for (;;) {
      const local = await this.#deps.lock.localKey();
      const sealed = await sealJson(matterOfPermit(draft), id, local.key);
      const row = { id, kind: permitDraftKind, sealed, updatedAt: this.#deps.wallNow() };
      const saved = await this.#deps.drafts.save(row, () => this.#isNewest(id, turn), local);
      if (saved === 'others') throw new LockedError('somebody else’s');
      if (saved === 'before') await findDraft(this.#deps, id);
      else if (saved !== 'other-key') return saved === 'gone' ? 'gone' : 'kept';
    }
  }

  async issue(id: string): Promise<IssueResult> {
    try {
      for (;;) {
        const issued = await this.#issue(id);
        if (issued !== 'draft-changed') return issued;
      }
    } catch (problem) {
      if (problem instanceof LockedError) return { ok: false, because: 'locked' };
      if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
      throw problem;
    }
  }

  discard(id: string): Promise<void> {
    return this.#deps.drafts.discard(id);
  }

  async withdraw({ id, version }: Pick<PermitRow, 'id' | 'version'>, reason: string): Promise<void> {
    const profile = await this.#deps.keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const body: PermitWithdrawalBody = { permit: id, reason: reason.trim() };
    const event = { id: uuidv7(), kind: 'permit-withdrawal', schema: 1, body, parts: [], wraps: [], base: version };
    mustBeAppended(await this.#deps.chain.append(event, profile));
  }

  async #issue(id: string): Promise<IssueResult | 'draft-changed'> {
    const { chains, keys } = this.#deps;
    if (await chains.has(id)) return { ok: true, id };
    const profile = await keys.enrolled();
    if (!profile) return { ok: false, because: 'not-enrolled' };
    const found = await findDraft(this.#deps, id);
    if (!found) throw new Error(`no draft ${id}`);
    const matter = readPermitMatter(await openJson(found.row.draft.sealed, id, found.key));
    const body = v.safeParse(permitBodySchema, permitDraftToBody(matter));
    if (!body.success) return { ok: false, because: 'incomplete' };
    return this.#append(profile, found, body.output, matter);
  }

  async #append(
    profile: EnrolledProfile,
    found: FoundDraft,
    body: PermitBody,
    { responsibleName, responsiblePhone }: PermitMatter,
  ): Promise<IssueResult | 'draft-changed'> {
    const { row } = found;
    const { id } = row.draft;
    const fields = { v: 1, name: responsibleName.trim(), phone: responsiblePhone.trim() } as const;
    if (!v.is(permitFieldsSchema, fields)) return { ok: false, because: 'event-too-large' };
    const isNamed = fields.name !== '' || fields.phone !== '';
    const sealed = isNamed ? await sealFields(this.#deps, profile, found, fields) : null;
    const [parts, wraps] = sealed ? [[sealed.part], sealed.wraps] : [[], []];
    const event = { id, kind: 'permit', schema: 1, body, parts, wraps };
    const appended = await this.#deps.chain.append(event, profile, row, sealed?.brings);
    if (appended.ok) return { ok: true, id };
    return appended.because === 'draft-changed' ? 'draft-changed' : { ok: false, because: appended.because };
  }

  #isNewest(id: string, turn: number): boolean {
    if (turn < (this.#lastTurn.get(id) ?? 0)) return false;
    this.#lastTurn.set(id, turn);
    return true;
  }

  async #openAll(rows: readonly DraftWithParts[]): Promise<PermitDraft[]> {
    const ours = rows.filter(({ draft }) => draft.kind === permitDraftKind);
    if (ours.length === 0) return [];
    const local = await this.#deps.lock.localKey().catch(nullIfLocked);
    if (!local) return [];
    const opened = await Promise.all(ours.map(({ draft }) => openOrSkip(draft, keyOfDraft(draft, local))));
    return opened.filter((draft) => draft !== null).sort((a, b) => b.updatedAt - a.updatedAt);
  }
}

/** Null for somebody else's, and for a draft of another build's shape: kept in storage, not shown. */
async function openOrSkip(row: DraftRow, localKey: CryptoKey | null): Promise<PermitDraft | null> {
  if (!localKey) return null;
  try {
    return draftOf(row, readPermitMatter(await openJson(row.sealed, row.id, localKey)));
  } catch (problem) {
    console.error('permit draft not readable', row.id, problem);
    return null;
  }
}

function draftOf({ id, updatedAt }: DraftRow, { v: _version, ...matter }: PermitMatter): PermitDraft {
  return { id, ...matter, updatedAt };
}
