import type { SyncState } from '../ports.ts';

/** Whether what the desk shows is of now. `lost` since the last contact (epoch ms; null: there never was one). */
export type Contact =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly lastAt: number }
  | { readonly kind: 'lost'; readonly sinceAt: number | null };

/** A link that claims to be up but has brought nothing for this long is not believed. */
export const believedSilenceMs = 90_000;

/**
 * What the desk may say of its contact with the hub. The sync writes its last contact by this machine's own clock, so its age is
 * taken by that clock too (`wall`) and counted back from `now`, the desk's corrected time: a wrong clock makes no contact and loses none.
 *
 * | Connection | Last contact        | Contact    |
 * |------------|---------------------|------------|
 * | offline    | –                   | lost       |
 * | unknown    | never               | connecting |
 * | any other  | over 90 s ago       | lost       |
 * | any other  | within 90 s         | connected  |
 */
export function judgeContact(state: SyncState | undefined, wall: number, now: number): Contact {
  if (!state) return { kind: 'connecting' };
  const { connection, lastContactAt } = state;
  if (lastContactAt === null)
    return connection === 'unknown' ? { kind: 'connecting' } : { kind: 'lost', sinceAt: null };
  const ageMs = Math.max(0, wall - lastContactAt);
  if (connection === 'offline' || ageMs > believedSilenceMs) return { kind: 'lost', sinceAt: now - ageMs };
  return { kind: 'connected', lastAt: now - ageMs };
}

/** The moment up to which the desk's picture is true; null when it never had one. */
export function confirmedAt(contact: Contact): number | null {
  if (contact.kind === 'connecting') return null;
  return contact.kind === 'connected' ? contact.lastAt : contact.sinceAt;
}
