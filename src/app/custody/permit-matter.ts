import * as v from 'valibot';
import { acts, approverLevels, codesOf, permitPurposes } from '../../domain/shared/codes.ts';
import type { PermitRow } from '../../protocol/permit.ts';
import type { Corner, PermitDraft } from '../permit-ports.ts';

/** Persisted: changing this breaks stored data. */
export const permitDraftKind = 'permit/1';

const corner = v.tuple([v.number(), v.number()]);

/** What a permit draft's sealed JSON says. Persisted: changing this breaks stored data. */
const permitMatterSchema = v.object({
  v: v.literal(1),
  documentNumber: v.string(),
  approverName: v.string(),
  approverLevel: v.picklist(codesOf(approverLevels)),
  purpose: v.picklist(codesOf(permitPurposes)),
  acts: v.array(v.picklist(codesOf(acts))),
  corners: v.array(corner),
  holes: v.array(v.array(corner)),
  isClosed: v.boolean(),
  fromOn: v.string(),
  toOn: v.string(),
  isAllDay: v.boolean(),
  fromTime: v.string(),
  toTime: v.string(),
  conditions: v.array(v.object({ zh: v.string(), en: v.string() })),
  supervisor: v.string(),
  responsibleName: v.string(),
  responsiblePhone: v.string(),
  replaces: v.nullable(v.string()),
});
export type PermitMatter = v.InferOutput<typeof permitMatterSchema>;

/** A planned burn by day on the day it is written, for everything else to be filled in. */
export function emptyPermit(today: string): PermitMatter {
  const texts = { documentNumber: '', approverName: '', supervisor: '', responsibleName: '', responsiblePhone: '' };
  const area = { corners: [], holes: [], isClosed: false };
  const times = { fromOn: today, toOn: today, isAllDay: false, fromTime: '08:00', toTime: '16:00' };
  const approved = { approverLevel: 'county', purpose: 'planned-burning', acts: [], conditions: [] } as const;
  return { v: 1, ...texts, ...approved, acts: [], conditions: [], ...area, ...times, replaces: null };
}

/** What a permit says, to be corrected. Who answers for the fire has to be given again: nobody can read it here. */
export function permitToCorrect(permit: PermitRow): PermitMatter {
  const [outer = [], ...holes] = permit.area.coordinates.map((ring) => ring.slice(0, -1).map(toCorner));
  const { documentNumber, approver, purpose, fromOn, toOn, hours, supervisor, id } = permit;
  return {
    ...emptyPermit(fromOn),
    ...{ documentNumber, approverName: approver.name, approverLevel: approver.level, purpose },
    ...{ acts: [...permit.acts], corners: outer, holes, isClosed: true, toOn, supervisor, replaces: id },
    ...{ isAllDay: hours === null, fromTime: hours?.from ?? '08:00', toTime: hours?.to ?? '16:00' },
    conditions: permit.conditions.map(({ zh, en }) => ({ zh, en: en === zh ? '' : en })),
  };
}

function toCorner([lon = 0, lat = 0]: readonly number[]): [number, number] {
  return [lon, lat];
}

export function matterOfPermit({ id: _id, updatedAt: _updatedAt, ...draft }: PermitDraft): PermitMatter {
  const copy = (ring: readonly Corner[]): [number, number][] => ring.map(([lon, lat]) => [lon, lat]);
  const { acts: named, corners, holes, conditions } = draft;
  return {
    ...{ v: 1, ...draft, acts: [...named], corners: copy(corners), holes: holes.map(copy) },
    conditions: conditions.map(({ zh, en }) => ({ zh, en })),
  };
}

/** Throws when the stored text is of another shape. */
export function readPermitMatter(opened: unknown): PermitMatter {
  return v.parse(permitMatterSchema, opened);
}
