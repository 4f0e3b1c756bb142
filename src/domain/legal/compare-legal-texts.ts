import type { Term } from '../shared/codes.ts';
import type { LegalArticle, LegalConduct, LegalText, Penalty } from './legal-texts.ts';

/** What of a text differs. `articles` are matched by their number: a renumbered article has gone and another has come. */
export type LegalChange =
  | { readonly what: TextPart; readonly before: string; readonly after: string }
  | { readonly what: 'article-added' | 'article-removed'; readonly article: LegalArticle }
  | { readonly what: 'wording'; readonly article: string; readonly before: string; readonly after: string }
  | {
      readonly what: 'penalties';
      readonly article: string;
      readonly before: readonly Penalty[];
      readonly after: readonly Penalty[];
    }
  | {
      readonly what: 'conducts';
      readonly article: string;
      readonly before: readonly LegalConduct[];
      readonly after: readonly LegalConduct[];
    };

export type TextPart = 'title' | 'document-number' | 'from' | 'to' | 'replaces' | 'use' | 'note';

/** Everything in which a text differs from the one it was made from, in reading order. The signer's own name and day are no change. */
export function compareLegalTexts(before: LegalText | null, after: LegalText): LegalChange[] {
  const parts = changedParts(before, after);
  const old = before?.articles ?? [];
  const removed = old.filter(({ number }) => !after.articles.some((article) => article.number === number));
  const others = after.articles.flatMap((article) => {
    const same = old.find(({ number }) => number === article.number);
    return same ? changesOf(same, article) : [{ what: 'article-added' as const, article }];
  });
  return [...parts, ...others, ...removed.map((article) => ({ what: 'article-removed' as const, article }))];
}

function changedParts(before: LegalText | null, after: LegalText): LegalChange[] {
  const rows: readonly (readonly [TextPart, (text: LegalText) => string])[] = [
    ['title', ({ title }) => saying(title)],
    ['document-number', ({ documentNumber }) => saying(documentNumber)],
    ['from', ({ fromOn }) => fromOn ?? ''],
    ['to', ({ toOn }) => toOn ?? ''],
    ['replaces', ({ replaces }) => replaces ?? ''],
    ['use', ({ use }) => use],
    ['note', ({ verified }) => saying(verified.note)],
  ];
  return rows
    .map(([what, read]) => ({ what, before: before ? read(before) : '', after: read(after) }))
    .filter((change) => change.before !== change.after);
}

function changesOf(before: LegalArticle, after: LegalArticle): LegalChange[] {
  const { number: article } = after;
  const changes: LegalChange[] = [];
  const [was, is] = [saying(before.text), saying(after.text)];
  if (was !== is) changes.push({ what: 'wording', article, before: was, after: is });
  if (!isSame(before.penalties, after.penalties))
    changes.push({ what: 'penalties', article, before: before.penalties, after: after.penalties });
  if (!isSame(before.conducts, after.conducts))
    changes.push({ what: 'conducts', article, before: before.conducts, after: after.conducts });
  return changes;
}

/** Chinese is the first language; English is said only where it says something else. */
function saying(term: Term | null): string {
  if (term === null) return '';
  return term.en === '' || term.en === term.zh ? term.zh : `${term.zh} / ${term.en}`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
