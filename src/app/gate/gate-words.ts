import { msg } from '@lit/localize';
import type { Unregistered } from './register-pass.ts';

/** Why an entry or exit was not registered, and what to do. What was typed is kept in every case. */
export function explainUnregistered(because: Unregistered): string {
  const words: Record<Unregistered, () => string> = {
    'no-gate': () => msg('No gate is known on this phone yet: let it reach command once.'),
    'not-enrolled': () => msg('This phone is not enrolled yet.'),
    'event-too-large': () => msg('Something here is too long. Shorten it.'),
    locked: () => msg('Locked meanwhile: unlock, then try again.'),
    'off-duty': () => msg('Nobody is on duty with this phone: choose who is under “Me”.'),
    gone: () =>
      msg('Another window registered or deleted what stood here. If this is another one, register it once more.'),
    storage: () => msg('The phone could not save it. Free some space and try again; do not close this page.'),
  };
  return words[because]();
}
