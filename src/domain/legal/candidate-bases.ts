import type { Act, Breach, Term } from '../shared/codes.ts';
import type { LegalArticle, LegalText } from './legal-texts.ts';

/** One article that may be the basis for a case, and why it is a candidate. */
export interface CandidateBasis<T extends LegalText = LegalText> {
  readonly text: T;
  readonly article: LegalArticle;
  /** `later`: not in force on the day, but lighter law counts when the case is decided after it came (行政处罚法 art. 37). */
  readonly because: 'in-force' | 'later';
  /** What the legal office has to decide before it can be cited; null where nothing. */
  readonly open: Term | null;
}

/** What may be cited for an act or breach. The choice is the legal office's, always. */
export interface LegalBases<T extends LegalText = LegalText> {
  readonly candidates: readonly CandidateBasis<T>[];
  /** `open`: there is no candidate, or none without an open question (依据待核实). `choice`: several scales; `one`: a single article. */
  readonly state: 'open' | 'choice' | 'one';
}

/**
 * The candidate articles for an act or breach on a civil date.
 *
 * | Use of the text | In force on the day? | Came into force after it, replacing one that was? | Candidate |
 * |-----------------|----------------------|---------------------------------------------------|-----------|
 * | police, frame   | –                    | –                                                 | never     |
 * | candidate       | yes                  | –                                                 | yes, 'in-force' |
 * | candidate       | no                   | yes, or one that did                              | yes, 'later'    |
 * | candidate       | no                   | no                                                | no        |
 */
export function candidateBases<T extends LegalText>(
  { texts }: { readonly texts: readonly T[] },
  conduct: Act | Breach,
  date: string,
): LegalBases<T> {
  const usable = texts.filter(({ use }) => use === 'candidate');
  const candidates = usable.flatMap((text) => {
    const because = isInForceOn(text, date) ? 'in-force' : isLaterFor(text, usable, date) ? 'later' : null;
    return because === null ? [] : articlesFor(text, conduct).map((found) => ({ text, because, ...found }) as const);
  });
  const isSettled = candidates.some(({ open }) => open === null);
  return { candidates, state: isSettled ? (candidates.length > 1 ? 'choice' : 'one') : 'open' };
}

function articlesFor({ articles }: LegalText, conduct: Act | Breach): Pick<CandidateBasis, 'article' | 'open'>[] {
  return articles.flatMap((article) =>
    article.conducts.filter(({ code }) => code === conduct).map(({ open }) => ({ article, open })),
  );
}

function isInForceOn({ fromOn, toOn }: LegalText, date: string): boolean {
  return fromOn !== null && fromOn <= date && (toOn === null || date <= toOn);
}

/** Whether a text came in the place of one that was in force on the day, at once or after others in between, each later than the last. */
function isLaterFor({ replaces, fromOn }: LegalText, texts: readonly LegalText[], date: string): boolean {
  if (fromOn === null || fromOn <= date) return false;
  const before = texts.find(({ id }) => id === replaces);
  if (!before) return false;
  return (
    isInForceOn(before, date) || (before.fromOn !== null && before.fromOn < fromOn && isLaterFor(before, texts, date))
  );
}
