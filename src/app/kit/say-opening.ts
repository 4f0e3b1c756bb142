import { msg } from '@lit/localize';
import type { OpenedPart } from '../ports.ts';

export type OpeningRefusal = Extract<OpenedPart, { ok: false }>['because'];

/** Why a sealed part could not be opened. */
export function sayOpeningRefusal(because: OpeningRefusal): string {
  const words = {
    'no-network': msg('The hub cannot be reached: opening needs it, because every reading is logged there.'),
    'not-allowed': msg('You may not open this.'),
    missing: msg('This attachment has not reached the hub yet. It follows when the phone has signal.'),
    'cannot-open': msg('The hub could not decrypt this. Tell the administrator.'),
  } as const;
  return words[because];
}
