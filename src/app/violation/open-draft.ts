import type { Clock, Drafts } from '../ports.ts';

/** Opens a new draft and gives its id. The time first offered is the corrected one, not what the phone shows. */
export async function openDraft(drafts: Drafts, clock: Clock): Promise<string> {
  const draft = await drafts.open();
  await drafts.save({ ...draft, happenedAt: clock.now().at });
  return draft.id;
}
