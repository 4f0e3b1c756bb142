import { msg, str } from '@lit/localize';
import { formatBytes } from '../kit/format-bytes.ts';
import { formatAge, formatSpan } from '../kit/format-span.ts';
import { currentLanguage } from '../locales/language.ts';
import type { SyncState } from '../ports.ts';

/** Whether anything at all is still only on this phone. */
export function isWaiting({ waiting }: SyncState): boolean {
  return waiting.events > 0 || waiting.parts > 0;
}

/** What waits: how many, how big, how old. */
export function describeWaiting({ waiting }: SyncState, nowAt: number): string {
  const { events, parts, bytes, oldestAt } = waiting;
  const size = formatBytes(bytes);
  const what =
    events > 0 && parts > 0
      ? msg(str`${events} records and ${parts} attachments wait (${size})`)
      : events > 0
        ? msg(str`${events} records wait (${size})`)
        : msg(str`${parts} attachments wait (${size})`);
  if (oldestAt === null) return what;
  const age = formatAge(nowAt - oldestAt, currentLanguage());
  return msg(str`${what}; the oldest was saved ${age}`);
}

/** When nothing waits any more. */
export function describeReceived({ needsYou, waiting: { refused = 0 } }: SyncState): string {
  return needsYou === 'part-spoilt' || refused > 0
    ? msg('Everything else has been received')
    : msg('Everything has been received');
}

/** What the phone is doing about it. */
export function describeProgress(state: SyncState, nowAt: number): string {
  const language = currentLanguage();
  if (state.running) return isWaiting(state) ? msg('Sending…') : msg('Checking for news…');
  if (state.connection === 'offline' && state.isCaptured)
    return msg('Not command but something else answers. Sign in to the Wi-Fi, or use mobile data.');
  if (state.connection === 'offline') {
    return isWaiting(state)
      ? msg('No signal. It will be sent by itself.')
      : msg('No signal. News will come by itself.');
  }
  if (state.retryAt !== null && state.retryAt > nowAt) {
    const span = formatSpan(state.retryAt - nowAt, language);
    return msg(str`Next try in ${span}`);
  }
  if (state.lastContactAt === null) return msg('No contact with command yet');
  const age = formatAge(nowAt - state.lastContactAt, language);
  return msg(str`Last contact with command: ${age}`);
}
