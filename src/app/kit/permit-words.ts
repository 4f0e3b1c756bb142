import { msg, str } from '@lit/localize';
import type { BanUnderPermit } from '../../domain/permit/bans-under-permit.ts';
import type { Permit } from '../../domain/permit/permit.ts';
import type { PermitDays } from '../../domain/permit/permit-calendar.ts';
import type { NearPermit } from '../../domain/permit/permits-near.ts';
import { acts as actTerms, approverLevels, breaches, permitPurposes, tiers } from '../../domain/shared/codes.ts';
import { currentLanguage, sayTerm, sayTitle } from '../locales/language.ts';
import { formatArticles } from './format-articles.ts';
import { formatDistance } from './format-distance.ts';
import { formatCivilDate } from './weihai-time.ts';

/** From the first to the last day; one day alone as it is. */
export function sayDays({ fromOn, toOn }: { readonly fromOn: string; readonly toOn: string }): string {
  const [from, to] = [fromOn, toOn].map((date) => formatCivilDate(date, currentLanguage()));
  return fromOn === toOn ? (from ?? '') : msg(str`${from} to ${to}`);
}

/** Which hours of each day, by Weihai's clock. */
export function sayHours({ hours }: Pick<Permit, 'hours'>): string {
  if (hours === null) return msg('all day');
  return hours.from <= hours.to
    ? msg(str`daily ${hours.from}–${hours.to}`)
    : msg(str`from ${hours.from} to ${hours.to} on the next day`);
}

/** Who approved, and at which level. */
export function sayApprover({ approver: { name, level } }: Pick<Permit, 'approver'>): string {
  return msg(str`${name} (${sayTerm(approverLevels[level])})`);
}

/** What it allows: its acts, and going in where that is what it is for. */
export function sayActs({ acts, purpose }: Pick<Permit, 'acts' | 'purpose'>): string {
  const named = acts.map((code) => sayTitle(actTerms[code]));
  const all = purpose === 'entry' ? [...named, sayTerm(permitPurposes.entry)] : named;
  return all.join(currentLanguage() === 'zh' ? '、' : ', ');
}

/** How far its edge is, and on which side. */
export function sayEdge(meters: number): string {
  const distance = formatDistance(Math.abs(meters), currentLanguage());
  return meters < 0
    ? msg(str`You are inside it, about ${distance} from its edge`)
    : msg(str`About ${distance} to its edge`);
}

/** Why a permit does not cover what was asked here and now; null when it does. */
export function sayCover({ cover, meters, permit }: NearPermit): string | null {
  if (cover.kind === 'covers') return null;
  const distance = formatDistance(Math.abs(meters), currentLanguage());
  if (cover.kind === 'unsure') {
    return meters < 0
      ? msg(str`Too near its edge to be sure: about ${distance} inside`)
      : msg(str`Too near its edge to be sure: about ${distance} outside`);
  }
  const words: Record<typeof cover.because, () => string> = {
    acts: () => msg(str`It is for: ${sayActs(permit)}`),
    withdrawn: () => msg('It was withdrawn: it covers nothing any more'),
    dates: () => msg(str`Not today: ${sayDays(permit)}`),
    hours: () => msg(str`Not at this hour: ${sayHours(permit)}`),
    area: () => msg(str`You are outside it, about ${distance} away`),
  };
  return words[cover.because]();
}

/** What a permit does on some of its days for some of its acts. */
export function sayDaysState({ state, conducts, ...days }: PermitDays): string {
  const named = conducts.map((code) => sayTitle({ ...actTerms, ...breaches }[code]));
  const what = named.join(currentLanguage() === 'zh' ? '、' : ', ');
  const words: Record<PermitDays['state'], () => string> = {
    lifted: () => msg(str`Lifts the ban on ${what}: ${sayDays(days)}`),
    banned: () => msg(str`Does not lift the ban on ${what}: ${sayDays(days)}`),
    free: () => msg(str`Nothing to lift for ${what}: ${sayDays(days)}`),
  };
  return words[state]();
}

/** Why a rulebook's ban stays although there is a permit, with what it would take; null where the permit lifts it. */
export function sayHindrance({ admission, tier, days }: BanUnderPermit): string | null {
  if (admission.isAdmitted) return null;
  const { exception } = admission;
  const words: Record<typeof admission.because, () => string> = {
    'no-exception': () => msg('no permit lifts its ban'),
    'wrong-purpose': () => {
      const purposes = (exception?.purposes ?? []).map((code) => sayTerm(permitPurposes[code]));
      return msg(str`it makes an exception for this only: ${purposes.join('、')}`);
    },
    'approver-too-low': () =>
      msg(str`it asks for approval at ${sayTerm(approverLevels[exception?.leastApprover ?? 'county'])} or above`),
    suspended: () => msg(str`suspended in the ${sayTerm(tiers[tier])}, ${sayDays(days)}`),
  };
  return words[admission.because]();
}

/** A rulebook and the articles of its ban, as they are cited. */
export function sayBan({ rulebook, articles }: Pick<BanUnderPermit, 'rulebook' | 'articles'>): string {
  const ascending = [...new Set(articles)].sort((one, other) => one - other);
  return `${rulebook.documentNumber} ${formatArticles(ascending, currentLanguage())}`;
}
