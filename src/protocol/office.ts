import * as v from 'valibot';
import { checkLegalText, isCivilDate } from '../domain/legal/check-legal-text.ts';
import type { Rulebook } from '../domain/rulebook/rulebook.ts';
import { legalTextSchema } from './legal-texts.ts';
import { rulebook2Schema } from './rulebook.ts';
import { sha256Schema } from './signed.ts';

const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));

/** Who signs for the office, as typed by the signer: an office holder, no party to anything. */
export const signatorySchema = v.object({ name: nameSchema, position: nameSchema });
export type Signatory = v.InferOutput<typeof signatorySchema>;

/**
 * Body of a legal text that the office signs, schema 1: the text whole. `from` is the SHA-256 of the text it was made from, null for a
 * new one; the event's `base` is how often the text had been signed by then.
 */
export const legalTextBodySchema = v.object({
  text: v.pipe(
    legalTextSchema,
    v.check((text) => checkLegalText(text).length === 0, 'the text has faults'),
    v.check(({ verified: { by, on } }) => by !== null && on !== null, 'the text does not say who signed it'),
  ),
  from: v.nullable(sha256Schema),
  signedBy: signatorySchema,
});
export type LegalTextBody = v.InferOutput<typeof legalTextBodySchema>;

/** Body of a notice or order that the office signs, schema 1: the rulebook's exact text, version 2; records cite the SHA-256 of it. */
export const rulebookBodySchema = v.object({
  document: v.pipe(
    v.string(),
    v.check((document) => readOfficeRulebook(document).ok, 'not a rulebook of version 2'),
  ),
  signedBy: signatorySchema,
});
export type RulebookBody = v.InferOutput<typeof rulebookBodySchema>;

/** Where in a file something is wrong, and what was expected there. */
export interface FieldFault {
  /** `periods.0.from`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
}

export type ReadOfficeRulebook =
  | { readonly ok: true; readonly rulebook: Rulebook }
  | { readonly ok: false; readonly because: 'no-json' | 'other-version' | 'faults'; readonly faults: FieldFault[] };

/** A rulebook as an office imports it: version 2 alone, every fault with its place. */
export function readOfficeRulebook(document: string): ReadOfficeRulebook {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), document);
  if (!json.success) return { ok: false, because: 'no-json', faults: [] };
  const version = v.safeParse(v.looseObject({ v: v.literal(2) }), json.output);
  if (!version.success) return { ok: false, because: 'other-version', faults: [] };
  const read = v.safeParse(rulebook2Schema, json.output);
  if (!read.success) return { ok: false, because: 'faults', faults: read.issues.map(faultOf) };
  const { v: _version, ...rulebook } = read.output;
  const faults = datesOf(rulebook).filter(({ date }) => date !== null && !isCivilDate(date));
  if (faults.length > 0)
    return {
      ok: false,
      because: 'faults',
      faults: faults.map(({ path }) => ({ path, expected: 'a day in the calendar' })),
    };
  return { ok: true, rulebook };
}

function datesOf({ issuedOn, inForceOn, expiresOn, periods }: Rulebook): { path: string; date: string | null }[] {
  const once = periods.flatMap(({ every, from, to }, place) =>
    every === 'once'
      ? [
          { path: `periods.${place}.from`, date: from },
          { path: `periods.${place}.to`, date: to },
        ]
      : [],
  );
  const ends = [
    { path: 'issuedOn', date: issuedOn },
    { path: 'inForceOn', date: inForceOn },
    { path: 'expiresOn', date: expiresOn },
  ];
  return [...ends, ...once];
}

/** What was expected, never the value that stood there. */
function faultOf(issue: v.BaseIssue<unknown>): FieldFault {
  const expected =
    issue.type === 'check' || issue.type === 'custom' ? issue.message : (issue.expected ?? issue.message);
  return { path: v.getDotPath(issue) ?? '', expected };
}
