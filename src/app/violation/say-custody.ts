import { msg, str } from '@lit/localize';
import { formatChain } from '../kit/format-chain.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { OwnRecord, SyncState } from '../ports.ts';

/** A clock off by more is worth a word. */
const noticeableMs = 120_000;

/** A record's number as phone, courier and command say it: which phone, which place in its chain. */
export function numberOf({ origin, seq }: OwnRecord): string {
  return `${formatChain(origin.chain)}-${seq}`;
}

/** The record as it stands this moment: one that is saved is on its way while the phone is sending. */
export function onItsWay(record: OwnRecord, state: SyncState | undefined): OwnRecord {
  const isSending = record.custody === 'saved' && state?.running === true && state.connection === 'online';
  return isSending ? { ...record, custody: 'sending' } : record;
}

/**
 * Between which two of the hub's moments a record was certainly made, when the phone's clock was noticeably off; null otherwise.
 * `skewMs` is what is known of the clock now.
 */
export function sayBracket(
  { savedAt, origin, receivedAt }: OwnRecord,
  skewMs: number | null,
  nowAt: number,
): string | null {
  const isBefore = origin.seenAt !== null && savedAt < origin.seenAt - noticeableMs;
  const isAfter = receivedAt !== null && savedAt > receivedAt + noticeableMs;
  if (!isBefore && !isAfter && Math.abs(skewMs ?? 0) <= noticeableMs) return null;
  const say = (at: number) => formatMoment(at, nowAt, currentLanguage());
  if (origin.seenAt === null)
    return receivedAt === null ? null : msg(str`${say(savedAt)} by the phone; certainly before ${say(receivedAt)}`);
  if (receivedAt === null) return msg(str`${say(savedAt)} by the phone; certainly after ${say(origin.seenAt)}`);
  if (origin.seenAt > receivedAt)
    return msg(
      str`${say(savedAt)} by the phone; the hub’s times contradict each other: ${say(origin.seenAt)} when written, ${say(receivedAt)} when received`,
    );
  return msg(str`${say(savedAt)} by the phone; certainly between ${say(origin.seenAt)} and ${say(receivedAt)}`);
}

/** Why the personal details of a record cannot be read here. `isOthers`: somebody else who shares the phone wrote it. */
export function sayClosed(isOthers: boolean): string {
  return isOthers
    ? msg(
        'Recorded by somebody else who shares this phone: here only he can open the personal details. Command can open them too.',
      )
    : msg('The personal details can no longer be opened on this phone. Command can open them.');
}
