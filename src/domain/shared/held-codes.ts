import type { Term } from './codes.ts';

/** Why an event entered its chain as `held`: the hub keeps it for review and uses nothing of it. */
export const heldReasons = {
  'device-revoked': { zh: '设备已吊销', en: 'device revoked' },
  'chain-closed': { zh: '链已关闭', en: 'chain closed' },
  'unknown-kind': { zh: '未知的记录种类', en: 'kind not known' },
  'unknown-schema': { zh: '未知的记录格式', en: 'schema not known' },
  'invalid-body': { zh: '内容不符合格式', en: 'body not of the agreed form' },
  'unknown-person': { zh: '该人员未获此设备授权', en: 'person has no grant on this device' },
  'not-allowed': { zh: '该角色没有权限', en: 'not allowed in this role' },
  'unknown-alarm': { zh: '没有此告警', en: 'no such alarm' },
  'alarm-unverified': { zh: '告警尚未核实，不能关闭', en: 'alarm not verified, cannot be closed' },
  'shelved-too-long': { zh: '暂缓超过24小时', en: 'shelved for more than 24 hours' },
  'unknown-record': { zh: '没有此记录', en: 'no such record' },
  'unknown-gate': { zh: '没有此卡口', en: 'no such gate' },
  'not-next-step': { zh: '不符合办案步骤顺序', en: 'not a next step of the case' },
  'already-recorded': { zh: '另一条链上已有此记录', en: 'recorded already on another chain' },
  'unknown-choice': { zh: '裁决的选项不存在', en: 'nothing there to choose' },
  'superseded-base': { zh: '所依据的版本已不是最新', en: 'made from a version that is no longer current' },
  'version-taken': { zh: '该版本号已有另一内容', en: 'this version has other content already' },
  'unknown-permit': { zh: '没有此许可', en: 'no such permit' },
  'permit-not-standing': { zh: '许可已被更正或撤回', en: 'permit corrected or withdrawn already' },
} as const satisfies Readonly<Record<string, Term>>;
export type HeldReason = keyof typeof heldReasons;
