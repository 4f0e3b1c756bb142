import { msg, str } from '@lit/localize';
import type { VerdictKind, VerdictReason } from '../../domain/shared/codes.ts';
import type { Now, UnsureVerdict, Verdict } from '../../domain/verdict/verdict.ts';
import { formatDistance } from '../kit/format-distance.ts';
import { formatSpan } from '../kit/format-span.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { FixState } from '../ports.ts';

/** The one big word of a verdict. */
export function headline(kind: VerdictKind): string {
  const words: Record<VerdictKind, () => string> = {
    banned: () => msg('Fire is banned'),
    permitted: () => msg('Approved'),
    clear: () => msg('Not banned'),
    unsure: () => msg('Cannot tell'),
  };
  return words[kind]();
}

/** Why, in one sentence under the big word. */
export function explainReason(reason: VerdictReason): string {
  const words: Record<VerdictReason, () => string> = {
    'in-zone': () => msg('You are inside the fire zone, in the fire season.'),
    permit: () => msg('An approved permit covers this fire.'),
    'not-in-force': () => msg('The notice is not in force today.'),
    'out-of-season': () => msg('Today is outside the fire season.'),
    'outside-zone': () => msg('You are outside the fire zone.'),
    'near-boundary': () => msg('Too near the boundary. Treat it as banned.'),
    'poor-fix': () => msg('The position is too inexact. Treat it as banned.'),
    'no-fix': () => msg('No position yet. Treat it as banned.'),
    clock: () => msg("The phone's clock cannot be right. Treat it as banned."),
    'outside-package': () => msg('This place lies outside the zone data. Treat it as banned.'),
    'missing-layer': () => msg('The zone data lacks a layer these rules need. Treat it as banned.'),
  };
  return words[reason]();
}

/** How far the edge of the ban area is, and on which side; null where that is not known. */
export function explainEdge({ edgeMeters }: Verdict): string | null {
  if (edgeMeters === null) return null;
  const distance = formatDistance(edgeMeters, currentLanguage());
  return edgeMeters < 0
    ? msg(str`Inside the zone, about ${distance} from its edge`)
    : msg(str`About ${distance} to the edge of the zone`);
}

/** Until when the verdict holds by the calendar; null where the calendar says nothing. */
export function explainDates(verdict: Verdict): string | null {
  const say = (date: string) => formatCivilDate(date, currentLanguage());
  if (verdict.kind === 'banned') return msg(str`Until ${say(verdict.untilOn)}, that day included`);
  if (verdict.kind !== 'clear' || verdict.reason === 'outside-zone') return null;
  if (verdict.nextFromOn === null) return msg('No further fire season under this notice');
  return msg(str`Banned again from ${say(verdict.nextFromOn)}`);
}

/** What would settle an unsure verdict: something a ranger can do now. */
export function adviseSettling(verdict: UnsureVerdict, fixState: FixState): string {
  if (verdict.reason === 'no-fix') return adviseFix(fixState);
  if (verdict.reason === 'clock') return msg("Turn on automatic date and time in the phone's settings.");
  if (verdict.reason === 'outside-package' || verdict.reason === 'missing-layer')
    return msg('Ask the duty room which rules apply here.');
  if (verdict.settleMeters === null) return msg('Wait in the open for a better position.');
  const distance = formatDistance(verdict.settleMeters, currentLanguage());
  return verdict.reason === 'poor-fix'
    ? msg(str`Wait in the open until the position is about ${distance} more exact.`)
    : msg(str`Move about ${distance} away from the boundary, or wait for a better position.`);
}

function adviseFix(state: FixState): string {
  const words: Record<FixState['kind'], () => string> = {
    off: () => msg('Positioning is off.'),
    waiting: () => msg('Locating. Stand in the open, away from walls.'),
    denied: () =>
      msg('Location is not allowed. Tap the sign left of the address, then Permissions, and allow Location.'),
    unavailable: () => msg("This phone gives no position. Turn on location in the phone's settings."),
    insecure: () => msg('The address is not https, so the browser gives no position. Tell the administrator.'),
    fix: () => msg('Wait in the open for a better position.'),
  };
  return words[state.kind]();
}

/** That the high-risk period's rules are the ones that ban; null otherwise. */
export function explainTier(verdict: Verdict): string | null {
  return verdict.kind === 'banned' && verdict.tier === 'high-risk' ? msg('High-risk period') : null;
}

/** That nobody may go in without approval, and by what. */
export function explainEntry(documentNumber: string, articles: string): string {
  return msg(str`Entry only with approval: ${documentNumber}, ${articles}`);
}

/** What is wrong with the phone's clock, in words; null when nothing worth saying. Skew is told from two minutes on. */
export function explainClock(now: Now): string | null {
  if (now.kind === 'doubtful') {
    const words: Record<typeof now.because, () => string> = {
      'before-seen': () => msg('The phone shows a time earlier than one already known to be past.'),
      'before-build': () => msg('The phone shows a time from before this app was made.'),
      'far-ahead': () => msg('The phone shows a time far ahead of the last one known to be right.'),
    };
    return words[now.because]();
  }
  if (now.skewMs === null || Math.abs(now.skewMs) < 120_000) return null;
  const span = formatSpan(Math.abs(now.skewMs), currentLanguage());
  return now.skewMs > 0
    ? msg(str`The phone's clock is ${span} fast; this is corrected for.`)
    : msg(str`The phone's clock is ${span} slow; this is corrected for.`);
}
