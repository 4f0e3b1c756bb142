import { silentAfterHeartbeats } from '../../domain/alarm/station-status.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, HubClock } from '../ports.ts';
import { Attention } from './attention.ts';
import { listSilent } from './list-silent.ts';
import { type StationRow, stationChange } from './station-body.ts';

/**
 * Marks as `unknown` every station not heard for nearly two heartbeats, with its change; answers their ids. Stations that this hub
 * could not have heard for one whole heartbeat since `listeningSince` are not judged: a restart raises no storm.
 */
export function markSilent(database: Database, now: number, listeningSince: number): Promise<string[]> {
  return database.transaction(async (tx) => {
    const silent = await tx.query<StationRow>(
      `update station set status = 'unknown', status_at = $1 where id in (
         select id from station where status <> 'unknown' and coalesce(heard_at, 0) < $1 - $3::float8 * heartbeat_ms
            and $2 <= $1 - heartbeat_ms order by id for update)
       returning *`,
      [now, listeningSince, silentAfterHeartbeats],
    );
    await recordChanges(tx, now, silent.map(stationChange));
    return silent.map(({ id }) => id);
  });
}

/** The clock was set back: whoever was heard in what is the future now has been heard now. */
async function forgetFuture(database: Database, now: number): Promise<void> {
  await database.query('update station set heard_at = $1 where heard_at > $1::bigint + $2::bigint', [
    now,
    clockSlackMs,
  ]);
}

export interface SilenceWatchOptions {
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
  /** Since when this hub hears the broker, epoch ms; null while it does not: then what it last heard counts. */
  readonly listeningSince: () => number | null;
  /** False while another hub of this database does it. */
  readonly isInCharge?: () => boolean;
  readonly onProblem: (problem: unknown) => void;
}

const slowestMs = 15_000;
/** Two hubs' clocks, and what arrives while a turn goes on, may be so far apart. */
const clockSlackMs = 5_000;
const fastestMs = 250;

interface Looking {
  /** The shortest heartbeat of any station. */
  readonly shortestMs: number;
  /** When the next station falls silent unless it is heard before; `Infinity` when none does. */
  readonly dueAt: number;
}

async function whenToLook(database: Database, now: number): Promise<Looking> {
  const [row] = await database.query<{ shortest: number | null; due: number | null }>(
    `select min(heartbeat_ms) as shortest, min(d.at) filter (where status <> 'unknown' and d.at >= $1) as due
       from station cross join lateral (select heard_at + $2::float8 * heartbeat_ms as at) d`,
    [now, silentAfterHeartbeats],
  );
  return { shortestMs: row?.shortest ?? slowestMs, dueAt: row?.due ?? Infinity };
}

/**
 * Marks and lists silence four times in the shortest heartbeat, and whenever a station falls silent, until the answer is called and
 * resolves.
 */
export function watchSilence(options: SilenceWatchOptions): () => Promise<void> {
  const { database, keys, clock, listeningSince, isInCharge = () => true, onProblem } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const attention = new Attention(clock.now());
  const judge = async (now: number, attentiveSince: number): Promise<void> => {
    const since = listeningSince();
    // By a clock that was set back since, it began to listen in the future: attention began anew then.
    const hearingSince = since !== null && since <= now ? Math.max(since, attentiveSince) : attentiveSince;
    await forgetFuture(database, now);
    await markSilent(database, now, hearingSince);
    if (since !== null) await listSilent(database, keys, now, hearingSince); // deaf itself, the hub accuses nobody
  };
  const turn = async (): Promise<void> => {
    const beganAt = clock.now();
    const begunMs = performance.now();
    const { shortestMs, dueAt } = await whenToLook(database, beganAt);
    // Half a heartbeat more than one is no silence yet.
    const attentiveSince = attention.look(beganAt, shortestMs / 2);
    if (isInCharge()) await judge(beganAt, attentiveSince);
    if (stopped) return;
    const soonestMs = Math.min(fastestMs, shortestMs / 20);
    const usualMs = Math.min(slowestMs, Math.max(soonestMs, shortestMs / 4));
    // By the clock as it was when the turn began: set anew meanwhile, the next look comes at another time than expected.
    const endedAt = beganAt + performance.now() - begunMs;
    schedule(endedAt, Math.min(usualMs, Math.max(soonestMs, dueAt - endedAt + 1)));
  };
  const schedule = (now: number, afterMs: number): void => {
    attention.expect(now + afterMs);
    timer = setTimeout(() => {
      running = turn().catch((problem: unknown) => {
        attention.miss();
        onProblem(problem);
        if (!stopped) schedule(clock.now(), slowestMs);
      });
    }, afterMs);
  };
  schedule(clock.now(), fastestMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
