import type { Term } from '../shared/codes.ts';
import type { LegalArticle, LegalText, Penalty, YuanRange } from './legal-texts.ts';

/** Why a text cannot be signed. */
export type LegalFault =
  | 'no-id'
  | 'no-title'
  | 'bad-date'
  | 'ends-before-it-begins'
  | 'replaces-itself'
  | 'bad-number'
  | 'number-twice'
  | 'no-wording'
  | 'empty-penalty'
  | 'bad-yuan'
  | 'fine-ends-below'
  | 'conduct-twice'
  | 'no-question'
  | 'too-long';

/** One fault and where: the article by its place in the text, null for the text itself; the penalty by its place in the article. */
export interface LegalProblem {
  readonly fault: LegalFault;
  readonly article: number | null;
  readonly penalty: number | null;
}

/** What a record keeps of a text is bounded. */
const longest = 400;
const idForm = /^[a-z0-9][a-z0-9-]{0,60}$/;
const articleForm = /^\d{1,3}(?:\(\d{1,2}\))?$/;

/** Everything that keeps a text from being signed, in reading order; none: it may be. */
export function checkLegalText(text: LegalText): LegalProblem[] {
  const ofText = faultsOfText(text).map((fault) => ({ fault, article: null, penalty: null }));
  return [...ofText, ...text.articles.flatMap((article, place) => problemsOf(article, place, text.articles))];
}

function faultsOfText({ id, title, documentNumber, verified, fromOn, toOn, replaces }: LegalText): LegalFault[] {
  const isDated = [fromOn, toOn].every((date) => date === null || isCivilDate(date));
  const endsEarly = isDated && fromOn !== null && toOn !== null && toOn < fromOn;
  return [
    ...(idForm.test(id) ? [] : ['no-id' as const]),
    ...(isBlank(title.zh) ? ['no-title' as const] : []),
    ...([title, documentNumber, verified.note].some(isTooLong) ? ['too-long' as const] : []),
    ...(isDated ? [] : ['bad-date' as const]),
    ...(endsEarly ? ['ends-before-it-begins' as const] : []),
    ...(replaces === id && id !== '' ? ['replaces-itself' as const] : []),
  ];
}

function problemsOf(article: LegalArticle, place: number, all: readonly LegalArticle[]): LegalProblem[] {
  const { number, text, conducts, penalties } = article;
  const isTwice = all.findIndex((one) => one.number === number) < place;
  const codes = conducts.map(({ code }) => code);
  const faults: LegalFault[] = [
    ...(articleForm.test(number) ? [] : ['bad-number' as const]),
    ...(isTwice ? ['number-twice' as const] : []),
    ...(isBlank(text.zh) ? ['no-wording' as const] : []),
    ...(conducts.some(({ open }) => isTooLong(open)) ? ['too-long' as const] : []),
    ...(conducts.some(({ open }) => open !== null && isBlank(open.zh)) ? ['no-question' as const] : []),
    ...(new Set(codes).size < codes.length ? ['conduct-twice' as const] : []),
  ];
  const ofArticle = faults.map((fault) => ({ fault, article: place, penalty: null }));
  const ofPenalties = penalties.flatMap((penalty, at) =>
    faultsOfPenalty(penalty).map((fault) => ({ fault, article: place, penalty: at })),
  );
  return [...ofArticle, ...ofPenalties];
}

function faultsOfPenalty({ warning, person, unit }: Penalty): LegalFault[] {
  if (!warning && person === null && unit === null) return ['empty-penalty'];
  const ranges = [person, unit].filter((range) => range !== null);
  if (!ranges.every(isYuan)) return ['bad-yuan'];
  return ranges.every(({ from, to }) => from <= to) ? [] : ['fine-ends-below'];
}

function isYuan({ from, to }: YuanRange): boolean {
  return [from, to].every((yuan) => Number.isSafeInteger(yuan) && yuan >= 1);
}

/** A day that is in the calendar, `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const lengths = [31, isLeapYear(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year !== '' && Number(day) >= 1 && Number(day) <= (lengths[Number(month) - 1] ?? 0);
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function isTooLong(term: Term | null): boolean {
  return term !== null && Math.max(term.zh.length, term.en.length) > longest;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
