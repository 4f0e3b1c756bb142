import * as v from 'valibot';
import { acts, breaches, codesOf } from '../domain/shared/codes.ts';

const term = v.object({ zh: v.string(), en: v.string() });
const civilDate = v.pipe(v.string(), v.isoDate());
const yuan = v.pipe(v.number(), v.integer(), v.minValue(1));
const range = v.pipe(
  v.object({ from: yuan, to: yuan }),
  v.check(({ from, to }) => from <= to, 'a fine ends below where it begins'),
);

const articleSchema = v.object({
  number: v.pipe(v.string(), v.regex(/^\d{1,3}(?:\(\d{1,2}\))?$/, 'not an article')),
  text: term,
  penalties: v.array(
    v.object({ when: v.nullable(term), warning: v.boolean(), person: v.nullable(range), unit: v.nullable(range) }),
  ),
  conducts: v.array(v.object({ code: v.picklist([...codesOf(acts), ...codesOf(breaches)]), open: v.nullable(term) })),
});

/** One law, regulation or local rule, whole. */
export const legalTextSchema = v.object({
  id: v.string(),
  title: term,
  documentNumber: v.nullable(term),
  fromOn: v.nullable(civilDate),
  toOn: v.nullable(civilDate),
  replaces: v.nullable(v.string()),
  verified: v.object({ by: v.nullable(v.string()), on: v.nullable(civilDate), note: term }),
  use: v.picklist(['candidate', 'police', 'frame']),
  articles: v.array(articleSchema),
});

/**
 * The file of legal texts behind the notices: dated, each with how it was read and who signed. Fines in yuan, ends included.
 * Persisted: changing this breaks stored texts.
 */
export const legalTextsSchema = v.object({
  v: v.literal(1),
  id: v.string(),
  version: v.string(),
  texts: v.array(legalTextSchema),
});

/**
 * The text as it is hashed: this schema's members in their order, nothing else. Persisted: records cite the SHA-256 of it.
 * Throws a `ValiError` for anything else than a legal text.
 */
export function canonicalLegalText(text: unknown): string {
  return JSON.stringify(v.parse(legalTextSchema, text));
}
