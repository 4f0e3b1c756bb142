import { civilDateAt, civilTimeAt } from '../clock/civil-date.ts';
import type { Pass } from './pass.ts';
import { closing, stillInside } from './still-inside.ts';

/** Who has to be looked for now. `key` names the hour it is said at: each is said once. */
export interface ClosingCall {
  readonly stage: 'closing-soon' | 'closed';
  readonly key: string;
  readonly entries: number;
  readonly persons: number;
}

/**
 * What keepers and the desk are told by themselves of who is still inside.
 *
 * | Anybody inside? | Time in Weihai | Told         |
 * |-----------------|----------------|--------------|
 * | no              | –              | nothing      |
 * | yes             | before 16:00   | nothing      |
 * | yes             | 16:00 – 17:00  | closing-soon |
 * | yes             | from 17:00     | closed       |
 */
export function closingCall(passes: readonly Pass[], now: number): ClosingCall | null {
  const time = civilTimeAt(now).slice(0, 5);
  if (time < closing.lookFrom) return null;
  const inside = stillInside(passes);
  if (inside.length === 0) return null;
  const stage = time < closing.at ? 'closing-soon' : 'closed';
  const persons = inside.reduce((sum, one) => sum + one.persons, 0);
  return { stage, key: `closing/${civilDateAt(now)}/${stage}`, entries: inside.length, persons };
}
