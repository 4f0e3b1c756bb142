import { msg } from '@lit/localize';
import { entryWarning } from '../../domain/gate/may-set-mode.ts';
import type { GateMode } from '../../domain/shared/gate-codes.ts';
import type { IconName } from './icon.ts';

/** How loudly a mode is shown: sign, word and colour together. */
export const gateModeSigns: Readonly<Record<GateMode, { readonly icon: IconName; readonly tone: string }>> = {
  open: { icon: 'clear', tone: 'fine' },
  registering: { icon: 'records', tone: 'fine' },
  'approved-only': { icon: 'permitted', tone: 'warn' },
  closed: { icon: 'banned', tone: 'danger' },
  unattended: { icon: 'offline', tone: 'unknown' },
};

/** What a keeper is told before letting somebody in; null when it is the usual. */
export function explainEntry(mode: GateMode): string | null {
  const words: Readonly<Record<NonNullable<ReturnType<typeof entryWarning>>, () => string>> = {
    nobody: () =>
      msg(
        'This gate is closed: nobody may go in. Turn them back. Who goes in all the same is still registered, and command sees it.',
      ),
    approval: () =>
      msg('Only who has an approval may go in: look at it, with its time and place, before you register.'),
    'no-keeper': () => msg('This gate is shown as unattended. Set its mode if you are here now.'),
  };
  const warning = entryWarning(mode);
  return warning && words[warning]();
}
