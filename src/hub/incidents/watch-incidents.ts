import type { Database, HubClock } from '../ports.ts';
import type { Leadership } from '../store/leadership.ts';
import { incidentsChannel } from './incident-news.ts';
import { keepIncidents } from './keep-incidents.ts';

export interface IncidentTools {
  readonly database: Database;
  readonly clock: HubClock;
  /** Left out: this hub is the only one. */
  readonly leadership?: Leadership;
  readonly onProblem: (problem: unknown) => void;
}

/** So that a storm of alarms is folded a few times, not a thousand. */
const settleMs = 150;

const lookAgainMs = 60_000;

/** Changes after which incidents may be others. */
const reasons = ['alarm', 'permit', 'station'];

/** Keeps the incidents true to what they are made of. `close` ends it. */
export async function watchIncidents(tools: IncidentTools): Promise<{ close(): Promise<void> }> {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const look = async () => {
    if (isClosed || (tools.leadership && !tools.leadership.isLeader())) return;
    await keepIncidents(tools.database, tools.clock.now());
  };
  const lookSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      working = working.then(look).catch((problem: unknown) => {
        if (!isClosed) tools.onProblem(problem);
      });
    }, settleMs);
  };
  const stopHearing = [
    await tools.database.listen('hulin_change', (payload) => {
      if (reasons.includes((JSON.parse(payload) as { entity: string }).entity)) lookSoon();
    }),
    await tools.database.listen(incidentsChannel, lookSoon),
  ];
  tools.leadership?.onLeading(lookSoon);
  // Time alone changes what a permit explains; and nothing is left folded as it was for long because one folding failed.
  const again = setInterval(lookSoon, lookAgainMs);
  lookSoon();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(again);
      for (const stop of stopHearing) await stop();
      await working;
    },
  };
}
