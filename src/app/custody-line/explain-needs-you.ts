import { msg } from '@lit/localize';
import type { SyncState } from '../ports.ts';

/** What stops the phone, or stands in its way. */
export type NeedsYou = NonNullable<SyncState['needsYou'] | SyncState['obstacle']>;

type Explained = () => { happened: string; todo: string };

const settledByPeople: Record<NonNullable<SyncState['needsYou']>, Explained> = {
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

const inTheWay: Record<NonNullable<SyncState['obstacle']>, Explained> = {
  'hub-full': () => ({
    happened: msg("Command's server has no room left and cannot take anything in."),
    todo: msg(
      'Nothing is lost: it is all on this phone and is tried again by itself. Tell the administrator to make room.',
    ),
  }),
  'hub-fails': () => ({
    happened: msg("Command's server has a fault and cannot take anything in."),
    todo: msg(
      'Nothing is lost: it is all on this phone and is tried again by itself. If it stays for an hour, tell the administrator.',
    ),
  }),
  'hub-busy': () => ({
    happened: msg("Command's server has too much to do and asks to wait."),
    todo: msg('Nothing is lost: it is tried again by itself. There is nothing for you to do.'),
  }),
  'unknown-device': () => ({
    happened: msg("Command's server does not know this phone and takes nothing from it."),
    todo: msg('Nothing is lost. Keep recording, do not clear the browser, and call the administrator.'),
  }),
  'no-grant': () => ({
    happened: msg('You have no valid authorisation on this phone: it may have run out.'),
    todo: msg(
      'Records are still sent, but wait for review; alarms, permits and lists stay as last received. Ask command to renew it.',
    ),
  }),
};

const words = { ...settledByPeople, ...inTheWay };

/** What only a person can settle, and what stands in the way at the hub: what happened, and what to do. */
export function explainNeedsYou(needsYou: NeedsYou): { happened: string; todo: string } {
  return words[needsYou]();
}
