import { type Calling, callKey, callsOf, heardOf } from '../domain/alarm/ringing-alarms.ts';
import type { Role } from '../domain/shared/codes.ts';
import type { Alarm } from '../protocol/pull.ts';
import type { Live, Stop } from './live.ts';
import type { HeardStore } from './siren-ports.ts';
import { joinLive } from './storage/live-query.ts';

export interface CallDeps extends HeardStore {
  readonly alarms: Live<readonly Alarm[]>;
  /** Who carries this phone; null before somebody does. */
  readonly role: Live<Role | null>;
  /** Vibrates and beeps. */
  readonly attract: () => void;
  readonly now: () => number;
}

/** Calls whoever carries the phone, once each time smoke is raised, while the app runs. A desk has its siren instead. */
export function callRanger({ alarms, heard, hear, role, attract, now }: CallDeps): Stop {
  const onProblem = (problem: unknown) => console.error('no call on alarms', problem);
  const called = new Set<string>();
  const calling = joinLive(
    alarms,
    joinLive(heard, role, (calls, who) => ({ calls, who })),
    (rows, known) => ({ rows, ...known }),
  );
  return calling.subscribe(({ rows, calls, who }) => {
    if (who !== 'ranger' && who !== 'gate-keeper') return;
    const open = rows.filter((row) => callsOf(toCalling(row), now()) > 0);
    const keys = open.map(callKey);
    const unheard = open.filter((row) => heardOf(toCalling(row), rows.map(toCalling), calls) === 0);
    const fresh = unheard.map(callKey).filter((key) => !called.has(key));
    if (fresh.length === 0) return;
    for (const key of fresh) called.add(key);
    attract();
    hear(Object.fromEntries(keys.map((key) => [key, 1]))).catch(onProblem);
  }, onProblem);
}

function toCalling(alarm: Alarm): Calling {
  return { ...alarm, acknowledgedAt: alarm.acknowledged?.at ?? null };
}
