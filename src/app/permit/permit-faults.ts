import { msg, str } from '@lit/localize';
import * as v from 'valibot';
import {
  checkOutline,
  mostOutlineMeters,
  mostOutlinePoints,
  type OutlineFault,
} from '../../domain/geo/check-outline.ts';
import { permitBodySchema } from '../../protocol/permit.ts';
import { formatPosition } from '../kit/format-position.ts';
import { currentLanguage } from '../locales/language.ts';
import { permitDraftToBody } from '../permit-draft-to-body.ts';
import type { PermitDraft } from '../permit-ports.ts';

/** The fields of the form. */
export type PermitField =
  | 'documentNumber'
  | 'approver'
  | 'acts'
  | 'area'
  | 'days'
  | 'hours'
  | 'conditions'
  | 'supervisor';

/** What is still wrong with each field, in words; a field that is right is not there. The schema that the hub judges by decides. */
export function permitFaults(draft: PermitDraft): ReadonlyMap<PermitField, string> {
  const body = permitDraftToBody(draft);
  const result = v.safeParse(permitBodySchema, body);
  const faults = new Map<PermitField, string>();
  for (const issue of result.issues ?? []) {
    const field = fieldOf(issue.path?.[0]?.key, issue.message);
    if (!faults.has(field)) faults.set(field, sayFault(field, draft));
  }
  // The schema looks at these only when all else is right; somebody filling in a form is told at once.
  if (draft.purpose !== 'entry' && draft.acts.length === 0) faults.set('acts', sayFault('acts', draft));
  if (draft.fromOn > draft.toOn) faults.set('days', sayFault('days', draft));
  return faults;
}

/** The whole body is looked at only when its members are right: a word about days or acts comes later otherwise. */
function fieldOf(key: unknown, message: string): PermitField {
  const fields: Readonly<Record<string, PermitField>> = {
    ...{ documentNumber: 'documentNumber', approver: 'approver', acts: 'acts', area: 'area', hours: 'hours' },
    ...{ fromOn: 'days', toOn: 'days', conditions: 'conditions', supervisor: 'supervisor' },
  };
  return fields[String(key)] ?? (message === 'no act' ? 'acts' : 'days');
}

function sayFault(field: PermitField, draft: PermitDraft): string {
  const words: Record<PermitField, () => string> = {
    documentNumber: () => msg('Give the number of the document.'),
    approver: () => msg('Say which government or office approved it.'),
    acts: () => msg('Choose at least one act.'),
    area: () => sayArea(draft),
    days: () =>
      draft.fromOn && draft.toOn
        ? msg('The last day must not come before the first, and a permit is for a year at most.')
        : msg('Give the first and the last day.'),
    hours: () => msg('Give both hours.'),
    conditions: () => msg('A condition is empty in Chinese, or longer than 300 characters.'),
    supervisor: () => msg('The name of the unit is too long.'),
  };
  return words[field]();
}

function sayArea(draft: PermitDraft): string {
  if (draft.corners.length === 0) return msg('Draw the area, or give it as a circle or GeoJSON.');
  if (!draft.isClosed) return msg('The area is not closed yet.');
  const [area] = [permitDraftToBody(draft).area];
  const fault = checkOutline(area);
  return fault ? sayOutlineFault(fault) : '';
}

/** What is wrong with a drawn or imported area, and where. */
export function sayOutlineFault({ kind, at }: OutlineFault): string {
  const place = at ? formatPosition(at[0] ?? 0, at[1] ?? 0, currentLanguage()) : '';
  const words: Record<OutlineFault['kind'], () => string> = {
    'not-a-polygon': () => msg('This is not a polygon.'),
    'not-a-number': () => msg('A coordinate is not a pair of numbers.'),
    'swapped-axes': () => msg('Latitude and longitude are swapped: longitude comes first.'),
    'outside-weihai': () => msg(str`A point lies outside Weihai: ${at?.join(', ') ?? ''}`),
    'too-few-points': () => msg('An area needs at least three corners.'),
    'too-many-points': () => msg(str`The area has more than ${mostOutlinePoints} points.`),
    'not-closed': () => msg('A ring does not end where it begins.'),
    'too-wide': () => msg(str`The area is wider than ${mostOutlineMeters / 1000} km.`),
    'too-small': () => msg('The area is smaller than a square metre.'),
    'self-crossing': () => msg(str`The outline crosses itself near ${place}.`),
    'hole-outside': () => msg(str`A hole lies outside the outline or in another hole: ${place}`),
  };
  return words[kind]();
}
