import { msg, str } from '@lit/localize';
import type { LegalProblem } from '../../domain/legal/check-legal-text.ts';
import type { TextPart } from '../../domain/legal/compare-legal-texts.ts';
import type { LegalConduct, LegalText, StandingText } from '../../domain/legal/legal-texts.ts';
import { acts, breaches } from '../../domain/shared/codes.ts';
import { formatLegalArticle } from '../kit/format-legal-article.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { OfficeSigning, SignResult } from '../office-ports.ts';

/** From when to when a text holds. */
export function sayDays({ fromOn, toOn }: Pick<LegalText, 'fromOn' | 'toOn'>): string {
  const say = (date: string) => formatCivilDate(date, currentLanguage());
  if (fromOn === null) return msg('In force since: to be entered');
  return toOn === null ? msg(str`From ${say(fromOn)} on`) : msg(str`${say(fromOn)} to ${say(toOn)}`);
}

export function sayUse(use: LegalText['use']): string {
  const words: Record<typeof use, () => string> = {
    candidate: () => msg('may be cited for a case'),
    police: () => msg('a matter for the police, never proposed'),
    frame: () => msg('says how to decide, not what to fine'),
  };
  return words[use]();
}

/** `Signed, version 2` or the doubt that stands. */
export function sayVersion({ standing }: StandingText): string {
  const { signed, version } = standing;
  return signed ? msg(str`Signed version ${signed.number}`) : msg(str`As it came with the app, version ${version}`);
}

export function sayConduct({ code }: Pick<LegalConduct, 'code'>): string {
  return sayTerm({ ...acts, ...breaches }[code]);
}

/** Which article a problem is about, as its number stands; else by its place. */
export function sayPlace({ article, penalty }: LegalProblem, text: LegalText): string {
  if (article === null) return msg('The text');
  const number = text.articles[article]?.number ?? '';
  const isNumber = /^\d{1,3}(?:\(\d{1,2}\))?$/.test(number);
  const where = isNumber ? formatLegalArticle(number, currentLanguage()) : msg(str`Entry ${article + 1}`);
  return penalty === null ? where : msg(str`${where}, scale ${penalty + 1}`);
}

export function sayFault({ fault }: LegalProblem): string {
  const words: Record<typeof fault, () => string> = {
    'no-id': () => msg('it has no mark of its own'),
    'no-title': () => msg('its title is missing'),
    'bad-date': () => msg('a date is in no calendar'),
    'ends-before-it-begins': () => msg('it ends before it begins'),
    'replaces-itself': () => msg('it cannot replace itself'),
    'bad-number': () => msg('the number must be like 54 or 56(4)'),
    'number-twice': () => msg('this number is there already'),
    'no-wording': () => msg('the wording is missing'),
    'empty-penalty': () => msg('this scale has neither a warning nor a fine'),
    'bad-yuan': () => msg('a fine must be two whole sums in yuan, from and to'),
    'fine-ends-below': () => msg('a fine ends below where it begins'),
    'conduct-twice': () => msg('an act is named twice'),
    'no-question': () => msg('a question to decide first is left blank: write it, or take it away'),
    'too-long': () => msg('a title, note or question is longer than 400 characters'),
  };
  return words[fault]();
}

export function sayPart(part: TextPart): string {
  const words: Record<typeof part, () => string> = {
    title: () => msg('Title'),
    'document-number': () => msg('Document number'),
    from: () => msg('In force from'),
    to: () => msg('In force to'),
    replaces: () => msg('Replaces'),
    use: () => msg('Use'),
    note: () => msg('How it was read'),
  };
  return words[part]();
}

export function saySigning({ state, isOwn }: OfficeSigning): string {
  if (state === 'held') return msg('Not in use: signed over a version that another had replaced');
  if (state === 'received') return msg('Received by the hub');
  return isOwn ? msg('Saved on this desk, waits for contact with the hub') : '';
}

/** Why nothing was signed. */
export function sayRefusal(because: Extract<SignResult, { ok: false }>['because']): string {
  const words: Record<typeof because, () => string> = {
    'not-enrolled': () => msg('This desk is not enrolled: nobody can sign here.'),
    'off-duty': () => msg('Nobody is on duty with this phone: choose who is under “Me”.'),
    faults: () => msg('It has faults: put them right first.'),
    'event-too-large': () => msg('It is too long to be signed in one piece (64 kB): split it.'),
    'draft-changed': () => msg('It was written on in another window meanwhile: look at it again before you sign.'),
    gone: () => msg('This draft is gone: it was signed or thrown away in another window.'),
    storage: () => msg('This device could not save it. Free some space and try again; the draft is still there.'),
  };
  return words[because]();
}
