import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { makeAnchor } from '../evidence/make-anchor.ts';
import { type StampTools, stampAnchors } from '../evidence/stamp-anchors.ts';
import type { Queryable } from '../ports.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { Leadership } from '../store/leadership.ts';
import { keepRetention, type RetentionTools } from './keep-retention.ts';
import { dayOf, markDay, RetentionWaits, whyWait } from './why-wait.ts';

export interface DailyTools extends RetentionTools {
  readonly stamps: Pick<StampTools, 'authority' | 'fetch'> | null;
  readonly onProblem: (problem: unknown) => void;
}

const lookEveryMs = 60_000;

/** The leading hub's daily work: once a day after midnight in Weihai the anchor and what retention lets go of; time stamps whenever they are due. `close` ends it. */
export function watchDaily(tools: DailyTools & { readonly leadership: Leadership }): { close(): Promise<void> } {
  const stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();
  const look = () => {
    if (!tools.leadership.isLeader()) return;
    working = working
      .then(() => dailyWork(tools, stopping.signal))
      .catch((problem: unknown) => {
        if (!stopping.signal.aborted) tools.onProblem(problem);
      });
  };
  const timer = setInterval(look, lookEveryMs);
  tools.leadership.onLeading(look);
  return {
    close: async () => {
      clearInterval(timer);
      stopping.abort();
      await working;
    },
  };
}

/** What is due now, if no other hub is at it. Time stamps are asked for outside the transaction: an authority may be slow, and a backup waits for whoever writes. */
export async function dailyWork(tools: DailyTools, signal: AbortSignal): Promise<void> {
  const isOurs = await tools.database.transaction(async (tx) => {
    const [lock] = await tx.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [
      advisoryLocks.daily,
    ]);
    if (!lock?.got || signal.aborted) return false;
    await makeAnchor(tools.database, tools.keys, tools.clock.now());
    const today = civilDateAt(tools.clock.now());
    await oncePerDay(tx, 'retention', today, async () => {
      const waiting = await whyWait(tx, today);
      if (waiting) tools.onProblem(new RetentionWaits(waiting));
      else await keepRetention(tools);
      return waiting === null;
    });
    return true;
  });
  if (isOurs && tools.stamps) await stampAnchors({ ...tools, ...tools.stamps }, signal);
}

/** Marked as done only when it was: a hub killed in the middle does it again. Of a day still to come, a clock gone wrong has told. */
async function oncePerDay(tx: Queryable, name: string, day: string, work: () => Promise<boolean>): Promise<void> {
  if ((await dayOf(tx, name)) === day || (await dayOf(tx, `${name} looked`)) === day) return;
  await markDay(tx, (await work()) ? name : `${name} looked`, day);
}
