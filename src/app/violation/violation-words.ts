import { msg, str } from '@lit/localize';
import { type Act, acts, type Breach, breaches, type Term } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Finished } from '../draft-ports.ts';
import { formatDistance } from '../kit/format-distance.ts';
import { currentLanguage, sayTitle } from '../locales/language.ts';
import type { AddPhotoResult, FinaliseResult } from '../ports.ts';

type Failure<T> = Extract<T, { ok: false }> extends { because: infer B extends string } ? B : never;

/** What was done, in the field's words; a code this build does not know is "other", never shown raw. */
export function sayConduct(code: unknown): string {
  const terms: Readonly<Record<string, Term>> = { ...acts, ...breaches };
  return sayTitle(terms[String(code)] ?? acts['other-fire']);
}

/** The word of one code in its table; a code from a newer build is "other". */
export function sayCode(terms: Readonly<Record<string, Term>>, code: unknown): string {
  const term = terms[String(code)];
  return term ? sayTitle(term) : msg('Other');
}

/** Why a photo was not taken in. */
export function explainPhotoFailure(because: Failure<AddPhotoResult>): string {
  const words: Record<typeof because, () => string> = {
    'too-large': () => msg('This photo is larger than 10 MB. Choose a smaller one.'),
    'not-an-image': () => msg('This file is not a photo.'),
    storage: () => msg('The phone could not keep the photo. Free some space and try again.'),
  };
  return words[because]();
}

/** Why a record was not saved, and what to do. The draft is kept in every case. */
export function explainSaveFailure(because: Failure<FinaliseResult> | 'no-rules'): string {
  if (because === 'no-rules')
    return msg(
      'The rules to judge by are not loaded yet. The draft is kept; they come by themselves when there is signal.',
    );
  return because === 'no-act' ? msg('First choose what was done.') : explainUnfinished(because);
}

/** Why a sighting was not saved. */
export function explainSightingFailure(because: Failure<Finished<'no-sign'>>): string {
  return because === 'no-sign' ? msg('First choose what can be seen.') : explainUnfinished(because);
}

function explainUnfinished(because: Failure<Finished<never>>): string {
  const words: Record<typeof because, () => string> = {
    'not-enrolled': () => msg('This phone is not enrolled yet. The draft is kept; enrol, then save it.'),
    'event-too-large': () => msg('The record is too large. Shorten the note or remove photos.'),
    locked: () => msg('Locked meanwhile. The draft is kept: unlock, then save it.'),
    'off-duty': () =>
      msg('Nobody is on duty with this phone. The draft is kept: choose who is under “Me”, then save it.'),
    storage: () => msg('The phone could not save it. Free some space and try again; do not close this page.'),
    gone: () =>
      msg('This draft was finished or deleted in another window. What was changed here since then is not kept.'),
  };
  return words[because]();
}

/** How a position came about and how exact it is. */
export function describeSource({ source, accuracyMeters }: Fix): string {
  if (source === 'hand') return msg('Placed by hand on the map');
  if (accuracyMeters === null) return msg('Located by the phone');
  const accuracy = formatDistance(accuracyMeters, currentLanguage());
  return msg(str`Located by the phone, exact to about ${accuracy}`);
}

export type Conduct = Act | Breach;

/** Whether the draft on screen is on the disk. */
export function sayKept(kept: 'yes' | 'not-yet' | 'failed' | 'gone' | undefined): string {
  if (kept === 'failed' || kept === 'gone') return msg('Draft not kept!');
  if (kept === 'not-yet') return msg('Keeping…');
  return kept === 'yes' ? msg('Draft kept') : '';
}
