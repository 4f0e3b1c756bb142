import type { Permit } from '../permit/permit.ts';
import type { Act, Breach } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import type { Now } from './verdict.ts';

/** One question to the rules. `conduct` null: any outdoor fire. */
export interface Question {
  readonly conduct: Act | Breach | null;
  readonly fix: Fix | null;
  readonly now: Now;
  readonly packages: readonly ZoneSet[];
  readonly permits: readonly Permit[];
}
