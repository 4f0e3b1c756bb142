import type { AlarmRule } from '../shared/codes.ts';

/** What the air says besides the value a rule looks at. */
export interface AirState {
  /** Carbon monoxide: above its usual level, not above it, or not known. Smoke of a fire brings it; fog, dust and dirt do not. */
  readonly gas: 'risen' | 'none' | 'unknown';
  /** Damp enough for fog, or far more dust in the air than usual. */
  readonly isHazy: boolean;
  /** Dry, hot or windy: a fire would run. */
  readonly isFireWeather: boolean;
}

/** A limit with its dead band: raised from `raiseAt` up (null: not in such air), cleared from `clearAt` down. */
export interface Limit {
  readonly when: Partial<AirState>;
  readonly raiseAt: number | null;
  readonly clearAt: number;
}

/** A value over its usual level for a time. The first limit whose air is the present one holds; the last is for any air. */
export interface LevelRule {
  readonly code: AlarmRule;
  readonly kind: 'level';
  readonly quantity: 'smoke' | 'co';
  /** So long without a break it must hold, by measured time. */
  readonly holdMs: number;
  readonly limits: readonly Limit[];
}

/** A value that has risen by `by` or more within `withinMs`, in air with gas of a fire, and stays up. */
export interface RiseRule {
  readonly code: AlarmRule;
  readonly kind: 'rise';
  readonly quantity: 'smoke';
  readonly by: number;
  readonly withinMs: number;
  readonly holdMs: number;
  readonly clearAt: number;
}

/** How far the usual level of a quantity may wander, in units of the quantity. */
export interface Drift {
  readonly usual: number;
  /** Up to here above `usual` nothing is made up for: clean sensors differ. */
  readonly ignored: number;
  readonly upPerHour: number;
  readonly downPerHour: number;
  /** More than this is never taken for drift. */
  readonly atMost: number;
  /** A value higher than this above the usual level teaches nothing. */
  readonly quietBelow: number;
}

/** Everything alarms are judged by, as one document. Its version is stored with each alarm. */
export interface AlarmRuleBook {
  readonly version: string;
  /** An interval longer than this between two readings proves nothing about the time between. */
  readonly gapMs: number;
  /** The same in heartbeats, for a sensor that measures rarely. */
  readonly gapHeartbeats: number;
  /** A value older than this says nothing about the air now. */
  readonly freshMs: number;
  /** A gas sensor that says the very same for so long is taken for dead. */
  readonly stuckMs: number;
  /** Dry, hot or windy air that is the very same for so long is a dead sensor's: real air changes. */
  readonly weatherStuckMs: number;
  /** A sensor that says on so long after it last did has been off meanwhile. */
  readonly ownLastsMs: number;
  readonly gasRisenBy: number;
  readonly haze: { readonly humidity: number; readonly pm2_5: number };
  readonly fireWeather: { readonly humidity: number; readonly temperature: number; readonly wind: number };
  readonly drift: Readonly<Record<'smoke' | 'co' | 'pm2_5', Drift>>;
  readonly rules: readonly (LevelRule | RiseRule)[];
  /** Two sensors so near each other, with smoke within so long of each other, confirm one another. */
  readonly neighbours: { readonly meters: number; readonly withinMs: number };
  /** What a closing or shelving covers: the highest values of so long before it and no more than so much above; a closing for so long. */
  readonly covering: {
    readonly recentMs: number;
    readonly growth: { readonly smoke: number; readonly co: number };
    readonly standsMs: number;
  };
}
