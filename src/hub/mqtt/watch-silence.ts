import { silentAfterHeartbeats } from '../../domain/alarm/station-status.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, HubClock } from '../ports.ts';
import { listSilent } from './list-silent.ts';
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
  readonly keys: HubSigner;
  readonly clock: HubClock;
  /** Since when this hub hears the broker, epoch ms; null while it does not: then what it last heard counts. */
  readonly listeningSince: () => number | null;
  /** False while another hub of this database does it. */
  readonly isInCharge?: () => boolean;
  readonly onProblem: (problem: unknown) => void;
}

const slowestMs = 15_000;
const fastestMs = 250;

/** Marks and lists silence four times in the shortest heartbeat, until the answer is called and resolves. */
export function watchSilence(options: SilenceWatchOptions): () => Promise<void> {
  const { database, keys, clock, listeningSince, isInCharge = () => true, onProblem } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const judge = async (): Promise<void> => {
    const since = listeningSince();
    await markSilent(database, clock.now(), since ?? 0);
    if (since !== null) await listSilent(database, keys, clock.now(), since); // deaf itself, the hub accuses nobody
  };
  const turn = async (): Promise<void> => {
    if (isInCharge()) await judge();
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
