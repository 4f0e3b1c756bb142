import type { Polygon } from 'geojson';
import * as v from 'valibot';
import type { Rulebook } from '../domain/rulebook/rulebook.ts';
import { acts, approverLevels, breaches, codesOf, permitPurposes, tiers, zoneLayers } from '../domain/shared/codes.ts';
import { rulebookSchema } from './package.ts';
import { upgradeRulebook } from './upgrade-rulebook.ts';

const term = v.object({ zh: v.string(), en: v.string() });
const civilDate = v.pipe(v.string(), v.isoDate());
const yearlyDate = v.pipe(v.string(), v.regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'not MM-DD'));
const article = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'not an id'));

const position = v.tuple([
  v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
  v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
]);
/** A polygon whose rings are closed and enclose something. */
export const outlineSchema = v.custom<Polygon>(
  (value) => v.is(v.object({ type: v.literal('Polygon'), coordinates: v.pipe(v.array(ring), v.minLength(1)) }), value),
  'not a polygon of closed rings',
);
const ring = v.pipe(
  v.array(position),
  v.minLength(4),
  v.check((positions) => String(positions[0]) === String(positions.at(-1)), 'ring not closed'),
);

const zone = v.object({
  id,
  name: term,
  base: v.array(v.picklist(codesOf(zoneLayers))),
  beltMeters: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
  distance: v.picklist(['horizontal', 'unspecified']),
  exclusions: v.array(v.picklist(codesOf(zoneLayers))),
  article,
});

const periodEntries = { id, name: term, tier: v.picklist(codesOf(tiers)), article };
const period = v.variant('every', [
  v.object({ ...periodEntries, every: v.literal('year'), from: yearlyDate, to: yearlyDate }),
  v.pipe(
    v.object({ ...periodEntries, every: v.literal('once'), from: civilDate, to: civilDate }),
    v.check(({ from, to }) => from <= to, 'the period ends before it begins'),
  ),
]);

/**
 * A rulebook file, version 2: one notice or order as data. Dates are Asia/Shanghai civil dates, both ends included.
 * Persisted: changing this breaks stored rulebooks.
 */
export const rulebook2Schema = v.pipe(
  v.object({
    v: v.literal(2),
    id,
    version: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,40}$/)),
    kind: v.picklist(['notice', 'order']),
    title: term,
    documentNumber: v.string(),
    issuer: term,
    issuedOn: v.nullable(civilDate),
    inForceOn: civilDate,
    expiresOn: v.nullable(civilDate),
    area: v.object({ name: term, outline: v.nullable(v.pipe(v.array(outlineSchema), v.minLength(1))) }),
    zones: v.array(zone),
    periods: v.array(period),
    bans: v.array(
      v.object({
        what: v.union([v.picklist(['every-act', 'entry']), v.pipe(v.array(v.picklist(codesOf(acts))), v.minLength(1))]),
        zone: id,
        period: id,
      }),
    ),
    acts: v.array(v.object({ code: v.picklist(codesOf(acts)), article, names: term })),
    breaches: v.array(v.object({ code: v.picklist(codesOf(breaches)), article })),
    exceptions: v.array(
      v.object({
        article,
        text: term,
        leastApprover: v.picklist(codesOf(approverLevels)),
        purposes: v.array(v.picklist(codesOf(permitPurposes))),
        suspendedBy: v.array(v.picklist(codesOf(tiers))),
      }),
    ),
    duties: v.array(v.object({ article, who: term, what: term })),
    checklists: v.array(v.object({ id, title: term, items: v.array(v.object({ id, article, text: term })) })),
    articles: v.array(v.object({ article, text: term })),
    source: term,
    verified: v.object({ by: v.nullable(v.string()), on: v.nullable(civilDate), note: term }),
    demonstration: v.boolean(),
  }),
  v.check(
    ({ bans, zones, periods }) =>
      bans.every((ban) => zones.some((one) => one.id === ban.zone) && periods.some((one) => one.id === ban.period)),
    'a ban names a zone or period the rulebook lacks',
  ),
  v.check(
    ({ zones, area }) => zones.every(({ base }) => base.length > 0) || area.outline !== null,
    'a zone without a base layer needs a drawn area',
  ),
  v.check(
    ({ inForceOn, expiresOn }) => expiresOn === null || inForceOn <= expiresOn,
    'the rulebook expires before it is in force',
  ),
);

/** A rulebook file of any version as the rules know it. Throws a `ValiError` that says what is wrong with it. */
export function readRulebook(file: unknown): Rulebook {
  if (v.is(v.looseObject({ v: v.literal(1) }), file)) return upgradeRulebook(v.parse(rulebookSchema, file));
  const { v: _version, ...rulebook } = v.parse(rulebook2Schema, file);
  return rulebook;
}
