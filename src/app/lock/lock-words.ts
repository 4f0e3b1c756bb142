import { msg, str } from '@lit/localize';
import { formatSpan } from '../kit/format-span.ts';
import { currentLanguage } from '../locales/language.ts';
import type { PasskeyResult, SetPinResult, UnlockResult } from '../lock-ports.ts';

/** Why it did not open, and when to try again. */
export function explainUnlock(result: Extract<UnlockResult, { ok: false }>, nowAt: number): string {
  if (result.because === 'wrong') return msg('That is not the PIN.');
  return msg(str`Too many wrong PINs. Try again in ${formatSpan(result.untilAt - nowAt + 999, currentLanguage())}.`);
}

/** Why a PIN was not taken. */
export function explainSetPin(because: Extract<SetPinResult, { ok: false }>['because']): string {
  const words: Record<typeof because, () => string> = {
    weak: () => msg('Too easy to guess. Take at least six characters, and not one digit repeated or digits in a row.'),
    locked: () => msg('Unlock first.'),
    storage: () => msg('The phone could not save it. Free some space and try again.'),
  };
  return words[because]();
}

/** Why the phone's own lock did not open Hulin's, or was not taken for it, and what to do. */
export function explainPasskey(because: Extract<PasskeyResult, { ok: false }>['because']): string {
  const words: Record<typeof because, () => string> = {
    refused: () => msg('The phone did not let it: it was cancelled, or the key is no longer on this phone. Try again.'),
    unfit: () => msg('This phone cannot do it. Set a PIN instead.'),
    locked: () => msg('Unlock first.'),
    storage: () => msg('The phone could not save it. Free some space and try again.'),
  };
  return words[because]();
}

/** The same before a lock that stands: no PIN can be set in its place while it is locked. */
export function explainPasskeyUnlock(because: Extract<PasskeyResult, { ok: false }>['because']): string {
  if (because !== 'unfit') return explainPasskey(because);
  return msg(
    'This browser cannot open this lock. Nothing is lost: open Hulin in the browser the lock was set in, or bring this one up to date. Sending goes on meanwhile.',
  );
}

/** Before the one lock a phone had for everybody: what becomes of it. */
export function sayOldLock(isPasskey: boolean): string {
  return isPasskey
    ? msg('It opens as it did for everybody on this phone. From then on it is yours alone; set a PIN of your own soon.')
    : msg(
        'Give the PIN everybody on this phone had. From then on it is yours alone; set another one soon, for others know it.',
      );
}
