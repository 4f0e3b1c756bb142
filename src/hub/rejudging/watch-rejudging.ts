import type { PackageShelf } from '../distribution/package-shelf.ts';
import type { Database, HubClock } from '../ports.ts';
import { currentDocuments } from './current-documents.ts';
import { rejudgeRecords } from './rejudge-records.ts';

export interface RejudgingTools {
  readonly database: Database;
  readonly clock: HubClock;
  readonly shelf: Pick<PackageShelf, 'current' | 'document' | 'chunk'>;
  readonly builtInFolder: string;
  readonly onProblem: (problem: unknown) => void;
}

/** So that a phone sending a hundred records starts one look, not a hundred. */
const settleMs = 2_000;

/** Looks at every record anew when other documents have become current, and at each that arrives. `close` ends it. */
export async function watchRejudging(tools: RejudgingTools): Promise<{ close(): Promise<void> }> {
  const stopping = new AbortController();
  const current = currentDocuments(tools.shelf, tools.builtInFolder);
  let judgedBy = '';
  let newest = 0;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  const look = async () => {
    const documents = await current();
    if (documents.digest !== judgedBy) newest = 0;
    judgedBy = documents.digest;
    newest = await rejudgeRecords(tools.database, tools.clock.now(), documents, newest, stopping.signal);
  };
  const lookSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      working = working.then(look).catch((problem: unknown) => {
        if (!stopping.signal.aborted) tools.onProblem(problem);
      });
    }, settleMs);
  };
  const stopListening = await tools.database.listen('hulin_change', (payload) => {
    if (isReason(payload)) lookSoon();
  });
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

function isReason(payload: string): boolean {
  const { entity } = JSON.parse(payload) as { entity: string };
  return entity === 'event' || entity === 'package';
}
