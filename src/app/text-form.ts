import * as v from 'valibot';
import type { LegalArticle, LegalText, Penalty, YuanRange } from '../domain/legal/legal-texts.ts';
import { acts, breaches, codesOf, type Term } from '../domain/shared/codes.ts';

/** A term as typed: English may be left empty and is then what the Chinese says. */
const termForm = v.object({ zh: v.string(), en: v.string() });
const penaltyForm = v.object({
  when: termForm,
  warning: v.boolean(),
  personFrom: v.string(),
  personTo: v.string(),
  unitFrom: v.string(),
  unitTo: v.string(),
});
const articleForm = v.object({
  number: v.string(),
  text: termForm,
  penalties: v.array(penaltyForm),
  /** `open`: the question to be decided first; null where there is none. */
  conducts: v.array(
    v.object({ code: v.picklist([...codesOf(acts), ...codesOf(breaches)]), open: v.nullable(termForm) }),
  ),
});

/** A legal text as it is being typed: whatever stands in the fields. Persisted in drafts: changing this breaks stored data. */
export const textFormSchema = v.object({
  id: v.string(),
  title: termForm,
  documentNumber: termForm,
  fromOn: v.string(),
  toOn: v.string(),
  replaces: v.string(),
  use: v.picklist(['candidate', 'police', 'frame']),
  note: termForm,
  articles: v.array(articleForm),
});
export type TextForm = v.InferOutput<typeof textFormSchema>;
export type ArticleForm = TextForm['articles'][number];
export type PenaltyForm = ArticleForm['penalties'][number];
export type ConductForm = ArticleForm['conducts'][number];

const nothing: Term = { zh: '', en: '' };

/** A text nobody has written a word of. */
export function emptyForm(id: string): TextForm {
  const dates = { fromOn: '', toOn: '', replaces: '' };
  return { id, title: nothing, documentNumber: nothing, ...dates, use: 'candidate', note: nothing, articles: [] };
}

export function emptyArticle(): ArticleForm {
  return { number: '', text: nothing, penalties: [], conducts: [] };
}

export function textToForm({
  id,
  title,
  documentNumber,
  fromOn,
  toOn,
  replaces,
  use,
  verified,
  articles,
}: LegalText): TextForm {
  const dates = { fromOn: fromOn ?? '', toOn: toOn ?? '', replaces: replaces ?? '' };
  const note = { ...verified.note };
  const terms = { title: { ...title }, documentNumber: { ...(documentNumber ?? nothing) }, note };
  return { id, ...terms, ...dates, use, articles: articles.map(articleToForm) };
}

function articleToForm({ number, text, penalties, conducts }: LegalArticle): ArticleForm {
  return {
    number,
    text: { ...text },
    penalties: penalties.map(penaltyToForm),
    conducts: conducts.map(({ code, open }) => ({ code, open: open && { ...open } })),
  };
}

function penaltyToForm({ when, warning, person, unit }: Penalty): PenaltyForm {
  const say = (range: YuanRange | null, end: 'from' | 'to') => (range ? String(range[end]) : '');
  return {
    ...{ when: { ...(when ?? nothing) }, warning },
    ...{ personFrom: say(person, 'from'), personTo: say(person, 'to') },
    ...{ unitFrom: say(unit, 'from'), unitTo: say(unit, 'to') },
  };
}

/**
 * The text that the fields make, whether it may be signed or not: a fine that is no number is `NaN` in it. `by` and `on`: who signs it
 * and on which civil date; null while nobody has.
 */
export function formToText(form: TextForm, by: string | null = null, on: string | null = null): LegalText {
  const { id, title, documentNumber, fromOn, toOn, replaces, use, note, articles } = form;
  return {
    id: id.trim(),
    title: toTerm(title),
    documentNumber: documentNumber.zh.trim() === '' ? null : toTerm(documentNumber),
    fromOn: orNull(fromOn),
    toOn: orNull(toOn),
    replaces: orNull(replaces),
    verified: { by, on, note: toTerm(note) },
    use,
    articles: articles.map(formToArticle),
  };
}

function formToArticle({ number, text, penalties, conducts }: ArticleForm): LegalArticle {
  return {
    number: number.trim().replaceAll('（', '(').replaceAll('）', ')'),
    text: toTerm(text),
    penalties: penalties.map(formToPenalty),
    conducts: conducts.map(({ code, open }) => ({ code, open: open && toTerm(open) })),
  };
}

function formToPenalty({ when, warning, personFrom, personTo, unitFrom, unitTo }: PenaltyForm): Penalty {
  const condition = when.zh.trim() === '' ? null : toTerm(when);
  return { when: condition, warning, person: toRange(personFrom, personTo), unit: toRange(unitFrom, unitTo) };
}

function toRange(from: string, to: string): YuanRange | null {
  return from.trim() === '' && to.trim() === '' ? null : { from: toYuan(from), to: toYuan(to) };
}

/** `10,000`, `10，000` and `10000` are the same sum; anything else is none. */
function toYuan(text: string): number {
  const digits = text.trim().replaceAll(/[,，\s]/g, '');
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

function toTerm({ zh, en }: Term): Term {
  return { zh: zh.trim(), en: en.trim() === '' ? zh.trim() : en.trim() };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
export function emptyPenalty(): PenaltyForm {
  return { when: nothing, warning: false, personFrom: '', personTo: '', unitFrom: '', unitTo: '' };
}
