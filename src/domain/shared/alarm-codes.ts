import type { Term } from './codes.ts';

/**
 * The codes of what people do about alarms, with their Chinese and English terms. Persisted, as those of `codes.ts`: add; never
 * rename, never reuse.
 */

type Terms = Readonly<Record<string, Term>>;

/** How much an alarm's word is worth: a technical matter, one sensor's word, or that of two near each other. */
export const alarmLevels = {
  technical: { zh: '设备异常', en: 'technical' },
  single: { zh: '单点疑似', en: "one sensor's word" },
  confirmed: { zh: '邻近传感器印证', en: 'confirmed by a neighbour' },
} as const satisfies Terms;
export type AlarmLevel = keyof typeof alarmLevels;

/** What several people may change of an alarm. */
export const alarmFields = {
  assignee: { zh: '责任人', en: 'assigned to' },
  shelving: { zh: '暂缓', en: 'shelved' },
  verification: { zh: '核实', en: 'verification' },
  closing: { zh: '关闭', en: 'closed' },
} as const satisfies Terms;
export type AlarmField = keyof typeof alarmFields;

/** What somebody who looked says of a suspected fire. */
export const verifications = {
  unverified: { zh: '待核实', en: 'unverified' },
  confirmed: { zh: '属实', en: 'confirmed' },
  false: { zh: '误报', en: 'false' },
} as const satisfies Terms;
export type Verification = keyof typeof verifications;

/** Why nobody needs to be told of an alarm for a while. */
export const shelvingReasons = {
  'permitted-burn': { zh: '许可用火', en: 'permitted burn' },
  maintenance: { zh: '设备维护', en: 'maintenance' },
  drill: { zh: '演练', en: 'drill' },
  'being-handled': { zh: '正在处置', en: 'being dealt with' },
} as const satisfies Terms;
export type ShelvingReason = keyof typeof shelvingReasons;

/** Why an alarm is over for everybody. */
export const closingReasons = {
  'fire-out': { zh: '火已扑灭', en: 'fire is out' },
  'false-alarm': { zh: '误报', en: 'false alarm' },
  'permitted-burn': { zh: '许可用火', en: 'permitted burn' },
  'device-repaired': { zh: '设备已处理', en: 'device put right' },
  'looked-into': { zh: '已查明', en: 'looked into' },
} as const satisfies Terms;
export type ClosingReason = keyof typeof closingReasons;

/** Where an alarm stands, condition and people together. */
export const alarmStates = {
  raised: { zh: '未接警', en: 'raised' },
  escalated: { zh: '已升级', en: 'escalated' },
  acknowledged: { zh: '已接警', en: 'acknowledged' },
  assigned: { zh: '已派人', en: 'assigned' },
  shelved: { zh: '已暂缓', en: 'shelved' },
  cleared: { zh: '已解除', en: 'cleared' },
  closed: { zh: '已关闭', en: 'closed' },
  superseded: { zh: '已被取代', en: 'superseded' },
} as const satisfies Terms;
export type AlarmState = keyof typeof alarmStates;

/** Whose matter an alarm becomes while nobody acknowledges it. */
export const escalationTargets = {
  'duty-leader': { zh: '带班领导', en: 'leader on duty' },
  'fire-command': { zh: '森林草原防灭火指挥部', en: 'fire command' },
} as const satisfies Terms;
export type EscalationTarget = keyof typeof escalationTargets;
