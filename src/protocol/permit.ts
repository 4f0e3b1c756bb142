import type { Polygon } from 'geojson';
import * as v from 'valibot';
import { checkOutline } from '../domain/geo/check-outline.ts';
import { isCivilDate } from '../domain/legal/check-legal-text.ts';
import type { Permit } from '../domain/permit/permit.ts';
import { acts, approverLevels, codesOf, permitPurposes } from '../domain/shared/codes.ts';
import { momentSchema, sha256Schema, uuidSchema as uuid } from './signed.ts';

const civilDate = v.pipe(v.string(), v.check(isCivilDate, 'no such day'));
const minute = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'not HH:MM'));
const words = (most: number) => v.pipe(v.string(), v.regex(/\S/, 'nothing but blanks'), v.maxLength(most));

/** A permit is for a season at most; a longer one is a slip of the pen. */
export const mostPermitDays = 366;
export const mostPermitConditions = 20;

const areaSchema = v.pipe(
  v.custom<Polygon>((value) => checkOutline(value) === null, 'not an area'),
  v.transform(({ coordinates }): Polygon => ({ type: 'Polygon', coordinates })),
);

/**
 * Body of a permit, schema 1: everything on the paper that is not personal. Its event's id is the permit's. `en` of a condition may
 * be empty. `replaces`: the permit it corrects, which does not count any more, for any time. Persisted: changing this breaks stored data.
 */
export const permitBodySchema = v.pipe(
  v.object({
    documentNumber: words(100),
    approver: v.object({ name: words(100), level: v.picklist(codesOf(approverLevels)) }),
    purpose: v.picklist(codesOf(permitPurposes)),
    acts: v.pipe(
      v.array(v.picklist(codesOf(acts))),
      v.check((named) => new Set(named).size === named.length, 'an act twice'),
    ),
    area: areaSchema,
    fromOn: civilDate,
    toOn: civilDate,
    hours: v.nullable(v.object({ from: minute, to: minute })),
    conditions: v.pipe(
      v.array(v.object({ zh: words(300), en: v.pipe(v.string(), v.maxLength(300)) })),
      v.maxLength(mostPermitConditions),
    ),
    /** The unit that watches over it on the spot. */
    supervisor: v.pipe(v.string(), v.maxLength(100)),
    replaces: v.optional(uuid),
  }),
  v.check(({ fromOn, toOn }) => fromOn <= toOn, 'ends before it begins'),
  v.check(({ fromOn, toOn }) => daysBetween(fromOn, toOn) < mostPermitDays, 'longer than a year'),
  v.check(({ purpose, acts: named }) => purpose === 'entry' || named.length > 0, 'no act'),
);
export type PermitBody = v.InferOutput<typeof permitBodySchema>;

/** Body of a permit's withdrawal, schema 1. The event's `base` is the permit's version its author had before him. */
export const permitWithdrawalBodySchema = v.object({ permit: uuid, reason: words(300) });
export type PermitWithdrawalBody = v.InferOutput<typeof permitWithdrawalBodySchema>;

/** The sealed `fields` part of a permit, schema 1, as JSON: who answers for the fire on the spot. */
export const permitFieldsSchema = v.object({
  v: v.literal(1),
  name: v.pipe(v.string(), v.maxLength(200)),
  phone: v.pipe(v.string(), v.maxLength(40)),
});
export type PermitFields = v.InferOutput<typeof permitFieldsSchema>;

/** One permit, whole, as of a change. `version` counts its changes and is a withdrawal's `base`. */
export const issuedPermitSchema = v.object({
  id: uuid,
  version: v.number(),
  permit: permitBodySchema,
  issued: v.object({ person: v.string(), at: momentSchema }),
  /** The sealed part with the responsible person; only command may have it opened. */
  responsible: v.nullable(sha256Schema),
  /** The permit that corrects this one. */
  replacedBy: v.nullable(uuid),
  withdrawn: v.nullable(v.object({ person: v.string(), at: momentSchema, reason: v.string() })),
});
export type IssuedPermit = v.InferOutput<typeof issuedPermitSchema>;

/** A permit as it was issued and what has become of it, ready to be judged by and shown. */
export interface PermitRow extends Permit, Omit<IssuedPermit, 'permit' | 'id'> {
  readonly supervisor: string;
  readonly replaces: string | null;
}

export function permitToRow({ permit, ...known }: IssuedPermit): PermitRow {
  const { supervisor, replaces = null } = permit;
  return { ...bodyToPermit(known.id, permit, known.withdrawn?.at ?? null), ...known, supervisor, replaces };
}

/** Whether a permit counts: one that was corrected does not, for any time; the correction stands in its place. */
export function isStanding({ replacedBy }: Pick<IssuedPermit, 'replacedBy'>): boolean {
  return replacedBy === null;
}

/** What a body says, as the rules ask for it. A condition without English is shown in Chinese. */
export function bodyToPermit(id: string, body: PermitBody, withdrawnAt: number | null = null): Permit {
  const { documentNumber, approver, purpose, acts: named, area, fromOn, toOn, hours } = body;
  const conditions = body.conditions.map(({ zh, en }) => ({ zh, en: en === '' ? zh : en }));
  return { id, documentNumber, approver, purpose, acts: named, area, fromOn, toOn, hours, conditions, withdrawnAt };
}

function daysBetween(fromOn: string, toOn: string): number {
  return (Date.parse(`${toOn}T00:00:00Z`) - Date.parse(`${fromOn}T00:00:00Z`)) / 86_400_000;
}
