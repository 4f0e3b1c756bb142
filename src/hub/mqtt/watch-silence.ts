import { silentAfterHeartbeats } from '../../domain/alarm/station-status.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, HubClock } from '../ports.ts';
import { type StationRow, stationChange } from './station-body.ts';

/**
 * Marks as `unknown` every station not heard for two heartbeats, with its change; answers their ids. Stations that this hub
 * could not have heard for one whole heartbeat since `listeningSince` are not judged: a restart raises no storm.
 */
export function markSilent(database: Database, now: number, listeningSince: number): Promise<string[]> {
  return database.transaction(async (tx) => {
    const silent = await tx.query<StationRow>(
      `update station set status = 'unknown', status_at = $1 where id in (
         select id from station where status <> 'unknown' and coalesce(heard_at, 0) < $1 - $3 * heartbeat_ms
            and $2 <= $1 - heartbeat_ms order by id for update)
       returning *`,
      [now, listeningSince, silentAfterHeartbeats],
    );
    await recordChanges(tx, now, silent.map(stationChange));
    return silent.map(({ id }) => id);
  });
}

export interface SilenceWatchOptions {
  readonly database: Database;
  readonly clock: HubClock;
  /** Since when this hub hears the broker, epoch ms; null while it does not: then what it last heard counts. */
  readonly listeningSince: () => number | null;
  readonly onProblem: (problem: unknown) => void;
}

const slowestMs = 15_000;
const fastestMs = 250;

/** Judges silence four times in the shortest heartbeat, until the answer is called and resolves. */
export function watchSilence({ database, clock, listeningSince, onProblem }: SilenceWatchOptions): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    await markSilent(database, clock.now(), listeningSince() ?? 0);
    const [row] = await database.query<{ shortest: number | null }>(
      'select min(heartbeat_ms) as shortest from station',
    );
    if (!stopped) schedule(Math.min(slowestMs, Math.max(fastestMs, (row?.shortest ?? slowestMs) / 4)));
  };
  const schedule = (afterMs: number): void => {
    timer = setTimeout(() => {
      running = turn().catch((problem: unknown) => {
        onProblem(problem);
        if (!stopped) schedule(slowestMs);
      });
    }, afterMs);
  };
  schedule(fastestMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
