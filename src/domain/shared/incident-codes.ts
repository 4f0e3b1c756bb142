import type { Term } from './codes.ts';

/**
 * The codes of incidents and sightings, with their Chinese and English terms. Persisted, as those of `codes.ts`: add; never rename,
 * never reuse.
 */

type Terms = Readonly<Record<string, Term>>;

/** What an incident is made of: signs of fire, or a storm of messages from one place that is none. */
export const incidentKinds = {
  fire: { zh: '火情', en: 'fire incident' },
  trouble: { zh: '设备异常', en: 'trouble at one place' },
} as const satisfies Terms;
export type IncidentKind = keyof typeof incidentKinds;

/** What somebody has found an incident to be. */
export const incidentVerdicts = {
  unverified: { zh: '待核实', en: 'unverified' },
  confirmed: { zh: '属实', en: 'confirmed' },
  false: { zh: '误报', en: 'false' },
} as const satisfies Terms;
export type IncidentVerdict = keyof typeof incidentVerdicts;

/** What a hand decision about incidents does. */
export const incidentDeeds = {
  verify: { zh: '核实', en: 'verified' },
  merge: { zh: '并入', en: 'merged' },
  split: { zh: '拆出', en: 'split off' },
  undo: { zh: '撤销', en: 'undone' },
} as const satisfies Terms;
export type IncidentDeed = keyof typeof incidentDeeds;

/** Who saw it. */
export const sightingSources = {
  ranger: { zh: '护林员报告', en: 'seen by a ranger' },
  citizen: { zh: '群众报告', en: 'reported by a citizen' },
} as const satisfies Terms;
export type SightingSource = keyof typeof sightingSources;

/** What was seen. */
export const sightingSigns = {
  smoke: { zh: '烟', en: 'smoke' },
  flames: { zh: '明火', en: 'flames' },
} as const satisfies Terms;
export type SightingSign = keyof typeof sightingSigns;

/** How large it looked, in words: nobody measures a fire from a ridge. */
export const sightingSizes = {
  spot: { zh: '一小处', en: 'one small spot' },
  patch: { zh: '一片', en: 'a patch' },
  spreading: { zh: '大片，正在蔓延', en: 'large and spreading' },
  unclear: { zh: '看不清', en: 'cannot tell' },
} as const satisfies Terms;
export type SightingSize = keyof typeof sightingSizes;
