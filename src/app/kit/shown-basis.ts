import { type CandidateBasis, candidateBases, type LegalBases } from '../../domain/legal/candidate-bases.ts';
import type { TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import type { LegalText, Penalty } from '../../domain/legal/legal-texts.ts';
import type { Act, Breach, Term } from '../../domain/shared/codes.ts';
import type { LegalCitation } from '../../domain/violation/violation-record.ts';

/** One article that may be cited, as it is shown. */
export interface ShownBasis extends Pick<LegalText, 'title' | 'documentNumber' | 'fromOn' | 'toOn' | 'verified'> {
  readonly number: string;
  /** Null when the version that was cited is not on this device. */
  readonly wording: Term | null;
  readonly penalties: readonly Penalty[];
  readonly because: CandidateBasis['because'];
  readonly open: Term | null;
}

export interface ShownBases {
  readonly state: LegalBases['state'];
  readonly bases: readonly ShownBasis[];
}

/** What may be cited for a conduct on a civil date, as the law stands on this device now. */
export function basesNow(histories: readonly TextHistory[], conduct: Act | Breach, date: string): ShownBases {
  const texts = histories.map(({ current }) => current);
  const { candidates, state } = candidateBases({ texts }, conduct, date);
  const bases = candidates.map(({ text, article, because, open }) => {
    const { number, text: wording, penalties } = article;
    return { ...standingOf(text), number, wording, penalties, because, open };
  });
  return { state, bases };
}

/** What a record cites, in the words of the very version it cites where that is on this device. */
export function basesCited(histories: readonly TextHistory[], cited: readonly LegalCitation[]): ShownBases {
  const versions = histories.flatMap((history) => history.versions);
  const bases = cited.flatMap((citation) => {
    const text = versions.find(({ standing }) => standing.sha256 === citation.sha256);
    return citation.articles.map(({ number, open }) => {
      const article = text?.articles.find((one) => one.number === number);
      const wording = article?.text ?? null;
      const { because } = citation;
      return { ...standingOf(citation), number, wording, penalties: article?.penalties ?? [], because, open };
    });
  });
  const isSettled = bases.some(({ open }) => open === null);
  return { bases, state: isSettled ? (bases.length > 1 ? 'choice' : 'one') : 'open' };
}

function standingOf({
  title,
  documentNumber,
  fromOn,
  toOn,
  verified,
}: Omit<ShownBasis, 'number' | 'wording' | 'penalties' | 'because' | 'open'>) {
  return { title, documentNumber, fromOn, toOn, verified };
}
