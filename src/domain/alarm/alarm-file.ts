import type { AlarmField, ClosingReason, ShelvingReason, Verification } from '../shared/alarm-codes.ts';

/** What stands in an alarm, field by field. `until`: epoch ms by the hub. */
export interface AlarmValues {
  readonly assignee: string | null;
  readonly shelving: { readonly until: number; readonly because: ShelvingReason } | null;
  readonly verification: Verification;
  readonly closing: ClosingReason | null;
}

/** Which event said something, who wrote it on which chain, and between which hub times. */
export interface AlarmOrigin {
  readonly event: string;
  readonly chain: string;
  readonly person: string;
  readonly fromAt: number | null;
  readonly toAt: number;
}

type FieldValue = { readonly [F in AlarmField]: { readonly field: F; readonly value: AlarmValues[F] } }[AlarmField];

/**
 * One value as somebody said it: `stands` or stood (`past`), waits beside what another had said meanwhile (`claim`), or was gone
 * over by whoever had seen both (`overruled`). `version`: the alarm's when it arrived.
 */
export type AlarmEntry = AlarmOrigin &
  FieldValue & { readonly version: number; readonly state: 'stands' | 'past' | 'claim' | 'overruled' };

/** What was there when an alarm was closed or shelved: measured up to which moment, and the highest values of shortly before. Null: nothing. */
export interface Covered {
  readonly upTo: number | null;
  readonly smoke: number | null;
  readonly co: number | null;
  /** The alarm had cleared by then: nothing was there, so nothing of it is covered. Left out while it had not. */
  readonly wasOver?: true;
}

/** Everything people ever did about one alarm besides acknowledging it, in the order it arrived. Nothing in it disappears. */
export interface AlarmFile {
  readonly entries: readonly AlarmEntry[];
  /** The alarm's version when sensors last showed more than before; left out while they showed no more than raised it. */
  readonly grown?: number;
  /** The hub's alone: what the closing or shelving that stands covers. */
  readonly covered?: Covered;
}

export const emptyAlarmFile: AlarmFile = { entries: [] };

const initial: AlarmValues = { assignee: null, shelving: null, verification: 'unverified', closing: null };

/** What stands in an alarm now. */
export function alarmValues({ entries }: AlarmFile): AlarmValues {
  let values = initial;
  for (const { state, field, value } of entries) if (state === 'stands') values = { ...values, [field]: value };
  return values;
}

/** Values that wait for somebody's choice, in the order they arrived. */
export function alarmClaims({ entries }: AlarmFile): readonly AlarmEntry[] {
  return entries.filter(({ state }) => state === 'claim');
}

/** Who did something last in a field that stands; null while nobody did. */
export function alarmEntry({ entries }: AlarmFile, field: AlarmField): AlarmEntry | null {
  return entries.find((entry) => entry.field === field && entry.state === 'stands') ?? null;
}
