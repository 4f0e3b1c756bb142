import type { LegalCitation } from '../violation/violation-record.ts';
import type { CandidateBasis } from './candidate-bases.ts';
import type { StandingText } from './legal-texts.ts';

/** What a record keeps of its candidate articles: each text once, as it stood when the record was made. */
export function citeLegal(candidates: readonly CandidateBasis<StandingText>[]): LegalCitation[] {
  const texts = new Map(candidates.map(({ text, because }) => [text.id, { text, because }]));
  return [...texts.values()].map(({ text, because }) => ({
    text: text.id,
    title: { ...text.title },
    documentNumber: text.documentNumber && { ...text.documentNumber },
    version: text.standing.version,
    sha256: text.standing.sha256,
    fromOn: text.fromOn,
    toOn: text.toOn,
    because,
    verified: { by: text.verified.by, on: text.verified.on, note: { ...text.verified.note } },
    articles: candidates
      .filter((one) => one.text.id === text.id)
      .map(({ article, open }) => ({ number: article.number, open: open && { ...open } })),
  }));
}
