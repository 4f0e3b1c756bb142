import type { Finished } from '../draft-ports.ts';
import type { PassDraft, PassDrafts } from '../pass-ports.ts';

/** Why an entry or exit was not registered. */
export type Unregistered = Extract<Finished<'no-gate'>, { ok: false }>['because'];

/**
 * Registers an entry or exit; why it could not be, or null. What failed is kept as `before` was, so that the form finds it again;
 * with no form before it, it is thrown away: nobody would find it.
 */
export async function registerPass(
  passes: PassDrafts,
  draft: PassDraft,
  before: PassDraft | null,
): Promise<Unregistered | null> {
  const because = await tryToRegister(passes, draft);
  if (!because) return null;
  if (because === 'gone') return because;
  const putBack = before ? passes.save(before) : passes.discard(draft.id);
  await putBack.catch((problem: unknown) => console.warn('the draft stays as it was tried', problem));
  return because;
}

async function tryToRegister(passes: PassDrafts, draft: PassDraft): Promise<Unregistered | null> {
  try {
    if ((await passes.save(draft)) === 'gone') return 'gone';
  } catch (problem) {
    console.warn('an entry could not be kept', problem);
    return 'storage';
  }
  const result = await passes.finalise(draft.id);
  return result.ok ? null : result.because;
}

/** What was begun and is no exit of somebody listed, or a new entry by the gate given. `drafts`: none that this page is done with. */
export async function goOnWriting(passes: PassDrafts, drafts: readonly PassDraft[], gate: string): Promise<PassDraft> {
  const begun = drafts.find(({ entry }) => entry === null) ?? (await passes.open());
  return { ...begun, gate: begun.gate || gate };
}

/** Registers the exit that `exit` makes of a new draft, and says in `taken` which that is; why it could not be, or null. */
export async function registerExit(
  passes: PassDrafts,
  taken: Set<string>,
  exit: (opened: PassDraft) => PassDraft,
): Promise<Unregistered | null> {
  const opened = await openPass(passes);
  if (!opened) return 'storage';
  taken.add(opened.id);
  return registerPass(passes, exit(opened), null);
}

/** A new entry or exit; null, and recorded why, when the phone has no room for it. */
export function openPass(passes: PassDrafts): Promise<PassDraft | null> {
  return passes.open().catch((problem: unknown) => {
    console.warn('an exit could not be begun', problem);
    return null;
  });
}
