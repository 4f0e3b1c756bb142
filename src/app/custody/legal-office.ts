import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { legalTextBodySchema, rulebookBodySchema, type Signatory } from '../../protocol/office.ts';
import type { LegalDraft, Office, SignResult } from '../office-ports.ts';
import type { DraftStore, DraftWithParts, KeyName } from '../storage/draft-store.ts';
import { joinLive, mapLive } from '../storage/live-query.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { DraftRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { formToText, textFormSchema } from '../text-form.ts';
import type { Chain, EventDraft } from './chain.ts';
import type { LocalLock } from './local-lock.ts';
import { openJson, sealJson } from './local-seal.ts';
import { findDraft, keyOfDraft, LockedError, nullIfLocked } from './own-key.ts';

/** Persisted: changing these breaks stored data. */
const draftKind = 'legal-text/1';
const matterSchema = v.object({
  v: v.literal(1),
  base: v.number(),
  from: v.nullable(v.string()),
  form: textFormSchema,
});

export interface OfficeDeps extends Pick<Office, 'texts' | 'signings' | 'statements'> {
  readonly chain: Chain;
  readonly drafts: DraftStore;
  readonly keys: OwnKeys;
  readonly lock: Pick<LocalLock, 'localKey' | 'state'>;
  readonly wallNow: () => number;
}

/** The legal office at this desk: texts being written, kept as ciphertext at every keystroke, and signed as events of the desk's chain. */
export function legalOffice(deps: OfficeDeps): Office {
  const { texts, signings, statements } = deps;
  return {
    ...{ texts, signings, statements },
    drafts: mapLive(
      joinLive(deps.drafts.watchAll(), deps.lock.state, (rows) => rows),
      (rows) => openAll(deps, rows),
    ),
    openDraft: async (form, from) => {
      const matter = { base: from?.base ?? 0, from: from?.sha256 ?? null, form };
      const draft = { id: uuidv7(), ...matter, updatedAt: deps.wallNow() };
      await underKey(deps, draft, async (row, name) =>
        (await deps.drafts.open(row, null, name)) ? 'saved' : 'other-key',
      );
      return draft;
    },
    saveDraft: async (draft) => {
      const next = { ...draft, updatedAt: Math.max(deps.wallNow(), draft.updatedAt + 1) };
      const kind = await underKey(deps, next, (row, name) => deps.drafts.saveOver(row, draft.updatedAt, name));
      return kind === 'saved' ? { kind, draft: next } : { kind };
    },
    discardDraft: (id) => deps.drafts.discard(id),
    signText: (draft, signatory) => orStorage(() => signText(deps, draft, signatory)),
    signRulebook: (document, signatory) => orStorage(() => signRulebook(deps, document, signatory)),
  };
}

async function signText(deps: OfficeDeps, draft: LegalDraft, signedBy: Signatory): Promise<SignResult> {
  const profile = await deps.keys.enrolled();
  if (!profile) return { ok: false, because: 'not-enrolled' };
  const row = await deps.drafts.read(draft.id);
  if (!row) return { ok: false, because: 'gone' };
  if (row.draft.updatedAt !== draft.updatedAt) return { ok: false, because: 'draft-changed' };
  const by = `${signedBy.name}（${signedBy.position}）`;
  const text = formToText(draft.form, by, civilDateAt(deps.wallNow()));
  const body = v.safeParse(legalTextBodySchema, { text, from: draft.from, signedBy });
  if (!body.success) return { ok: false, because: 'faults' };
  return append(deps, { ...eventOf('legal-text', body.output), id: draft.id, base: draft.base }, row);
}

async function signRulebook(deps: OfficeDeps, document: string, signedBy: Signatory): Promise<SignResult> {
  const body = v.safeParse(rulebookBodySchema, { document, signedBy });
  return body.success ? append(deps, eventOf('rulebook', body.output), null) : { ok: false, because: 'faults' };
}

async function append(deps: OfficeDeps, event: EventDraft, finishes: DraftWithParts | null): Promise<SignResult> {
  const profile = await deps.keys.enrolled();
  if (!profile) return { ok: false, because: 'not-enrolled' };
  const appended = await deps.chain.append(event, profile, finishes);
  return appended.ok ? { ok: true, event: event.id } : appended;
}

function eventOf(kind: string, body: Readonly<Record<string, unknown>>): EventDraft {
  return { id: uuidv7(), kind, schema: 1, body, parts: [], wraps: [] };
}

async function orStorage(work: () => Promise<SignResult>): Promise<SignResult> {
  try {
    return await work();
  } catch (problem) {
    if (isStorageProblem(problem)) return { ok: false, because: 'storage' };
    throw problem;
  }
}

/** Seals a draft and writes it, again when the local key became another meanwhile. Rejects while it is locked. */
async function underKey<T>(
  { drafts, lock }: OfficeDeps,
  { id, base, from, form, updatedAt }: LegalDraft,
  write: (row: DraftRow, name: KeyName) => Promise<T | 'other-key' | 'before' | 'others'>,
): Promise<T> {
  for (;;) {
    const local = await lock.localKey();
    const sealed = await sealJson({ v: 1, base, from, form }, id, local.key);
    const written = await write({ id, kind: draftKind, sealed, updatedAt }, local);
    if (written === 'others') throw new LockedError('somebody else’s');
    if (written === 'before') await findDraft({ drafts, lock }, id);
    else if (written !== 'other-key') return written;
  }
}

async function openAll(deps: OfficeDeps, rows: readonly DraftWithParts[]): Promise<LegalDraft[]> {
  const own = rows.filter(({ draft }) => draft.kind === draftKind);
  if (own.length === 0) return [];
  const local = await deps.lock.localKey().catch(nullIfLocked);
  if (!local) return [];
  const opened = await Promise.all(own.map(({ draft }) => openOrSkip(draft, keyOfDraft(draft, local))));
  return opened.filter((draft) => draft !== null).sort((a, b) => b.updatedAt - a.updatedAt);
}

/** Null for somebody else's, and for a draft of another build's shape: kept in storage, not shown. */
async function openOrSkip({ id, sealed, updatedAt }: DraftRow, localKey: CryptoKey | null): Promise<LegalDraft | null> {
  if (!localKey) return null;
  try {
    const { v: _version, ...matter } = v.parse(matterSchema, await openJson(sealed, id, localKey));
    return { id, ...matter, updatedAt };
  } catch (problem) {
    console.error('draft not readable', id, problem);
    return null;
  }
}
