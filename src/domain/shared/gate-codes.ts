import type { Term } from './codes.ts';

/**
 * The codes of gates and their register, with their Chinese and English terms. Persisted, as those of `codes.ts`: add; never rename,
 * never reuse.
 */

type Terms = Readonly<Record<string, Term>>;

/** Into the area or out of it. */
export const passDirections = {
  in: { zh: '进山', en: 'in' },
  out: { zh: '出山', en: 'out' },
} as const satisfies Terms;
export type PassDirection = keyof typeof passDirections;

/** What passes a gate, as its counter tells it. */
export const passClasses = {
  person: { zh: '步行', en: 'on foot' },
  car: { zh: '小型车', en: 'car' },
  truck: { zh: '货车', en: 'truck' },
  motorcycle: { zh: '摩托车', en: 'motorcycle' },
} as const satisfies Terms;
export type PassClass = keyof typeof passClasses;

/** What a gate lets in, mildest first. Approved entry alone is what a county's order on a high-risk area asks for. */
export const gateModes = {
  open: { zh: '开放通行', en: 'open' },
  registering: { zh: '登记放行', en: 'everyone registered' },
  'approved-only': { zh: '凭批准进入', en: 'entry with approval only' },
  closed: { zh: '封山禁入', en: 'closed to entry' },
  unattended: { zh: '无人值守', en: 'unattended' },
} as const satisfies Terms;
export type GateMode = keyof typeof gateModes;

/** Why a gate's mode was set. */
export const gateModeReasons = {
  season: { zh: '进入防火期', en: 'fire season' },
  'high-risk': { zh: '高火险期', en: 'high-risk period' },
  order: { zh: '上级命令', en: 'order from above' },
  fire: { zh: '附近有火情', en: 'fire nearby' },
  weather: { zh: '大风等天气', en: 'wind or other weather' },
  duty: { zh: '值守安排', en: 'keepers on or off duty' },
  lifted: { zh: '管控解除', en: 'restriction lifted' },
  other: { zh: '其他原因', en: 'another reason' },
} as const satisfies Terms;
export type GateModeReason = keyof typeof gateModeReasons;

/** What several people may change of a gate. */
export const gateFields = {
  mode: { zh: '卡口状态', en: 'gate mode' },
} as const satisfies Terms;
export type GateField = keyof typeof gateFields;
