import type { PackageShelf } from '../distribution/package-shelf.ts';
import type { Database, HubClock } from '../ports.ts';
import type { Leadership } from '../store/leadership.ts';
import { currentDocuments } from './current-documents.ts';
import { permitsToJudge } from './permits-to-judge.ts';
import { rejudgeRecords } from './rejudge-records.ts';

export interface RejudgingTools {
  readonly database: Database;
  readonly clock: HubClock;
  readonly shelf: Pick<PackageShelf, 'current' | 'document' | 'chunk'>;
  readonly builtInFolder: string;
  /** Left out: this hub is the only one. */
  readonly leadership?: Leadership;
  readonly onProblem: (problem: unknown) => void;
}

/** So long nothing must have come: judging again takes more of a processor than taking records in, and these go first. */
const quietMs = 2_000;
/** Nobody waits longer for it, whatever comes. */
const longestMs = 30_000;

/** After a look that failed; it is tried again. */
const againMs = 60_000;

/** Changes after which a verdict may be another, or is a new one. */
const reasons = ['event', 'package', 'permit'];

/** Looks at every record anew when other documents have become current or a permit has changed, and at each that arrives. `close` ends it. */
export async function watchRejudging(tools: RejudgingTools): Promise<{ close(): Promise<void> }> {
  const stopping = new AbortController();
  const current = currentDocuments(tools.shelf, tools.builtInFolder);
  let judgedBy = '';
  let newest = 0;
  let havePermitsChanged = false;
  let timer: NodeJS.Timeout | undefined;
  let waitsSince = 0;
  let working: Promise<void> = Promise.resolve();

  const look = async () => {
    if (tools.leadership && !tools.leadership.isLeader()) return;
    const documents = await current();
    if (documents.digest !== judgedBy || havePermitsChanged) newest = 0;
    judgedBy = documents.digest;
    havePermitsChanged = false;
    const permits = await permitsToJudge(tools.database);
    newest = await rejudgeRecords(tools.database, tools.clock.now(), documents, permits, newest, stopping.signal);
  };
  const lookSoon = () => {
    const now = performance.now();
    if (timer) clearTimeout(timer);
    else waitsSince = now;
    timer = setTimeout(lookNow, Math.min(quietMs, waitsSince + longestMs - now));
  };
  const lookNow = () => {
    timer = undefined;
    working = working.then(look).catch((problem: unknown) => {
      if (stopping.signal.aborted) return;
      tools.onProblem(problem);
      havePermitsChanged = true; // whatever was to be looked at still is
      timer ??= setTimeout(lookNow, againMs);
    });
  };
  const stopListening = await tools.database.listen('hulin_change', (payload) => {
    const { entity } = JSON.parse(payload) as { entity: string };
    havePermitsChanged ||= entity === 'permit';
    if (reasons.includes(entity)) lookSoon();
  });
  tools.leadership?.onLeading(lookSoon);
  lookSoon();
  return {
    close: async () => {
      stopping.abort();
      clearTimeout(timer);
      await stopListening();
      await working;
    },
  };
}
