import { msg } from '@lit/localize';
import type { SyncState } from '../ports.ts';

/** What only a person can settle: what happened, and what to do. */
export function explainNeedsYou(needsYou: NonNullable<SyncState['needsYou']>): { happened: string; todo: string } {
  const words: Record<typeof needsYou, () => { happened: string; todo: string }> = {
    fork: () => ({
      happened: msg("This phone's records and command's no longer agree. Sending has stopped."),
      todo: msg('Nothing is lost. Keep recording, do not clear the browser, and call the administrator.'),
    }),
    refused: () => ({
      happened: msg('Command could not take in a record. Sending has stopped.'),
      todo: msg('Nothing is lost. Keep recording and call the administrator.'),
    }),
    'hub-not-trusted': () => ({
      happened: msg('Whoever answers is not the command this phone was enrolled with. Nothing was sent.'),
      todo: msg(
        'Leave any Wi-Fi that asks for a login, use mobile data, and try again. If it stays, call the administrator.',
      ),
    }),
    'device-revoked': () => ({
      happened: msg("This phone's authorisation was withdrawn."),
      todo: msg('Records still go to command for review. Call the administrator to be enrolled again.'),
    }),
    'hub-older': () => ({
      happened: msg(
        "Command's server is older than this app: alarms, permits and lists stay as they were last received.",
      ),
      todo: msg('Go on recording: records are sent as always. Tell the administrator to bring the server up to date.'),
    }),
    'part-spoilt': () => ({
      happened: msg('An attachment went bad on this phone and cannot be sent.'),
      todo: msg(
        'Everything else goes on. Open the record that is marked; if you still can, take the photo again in a new record, and tell the administrator.',
      ),
    }),
  };
  return words[needsYou]();
}
