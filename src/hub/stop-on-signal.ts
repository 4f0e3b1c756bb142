import type { Hub } from './compose-hub.ts';

const stopWithinMs = 25_000;

/**
 * Ends the process in good order on Ctrl-C or SIGTERM, also while the hub is still starting; in any order after 25 s. With exit code 1
 * when the database ended by itself. The answer is aborted as soon as the stopping begins.
 */
export function stopOnSignal(starting: Promise<Hub>, complain: (line: string) => void): AbortSignal {
  const stopping = new AbortController();
  const stop = async (code: number): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => {
      complain(`not everything stopped within ${stopWithinMs / 1000} s`);
      process.exit(1);
    }, stopWithinMs).unref();
    const hub = await starting.catch(() => null); // it did not start: there is nothing to close
    const failures = (await hub?.stop()) ?? [];
    if (failures.length > 0) complain(`did not close in good order: ${failures.join(', ')}`);
    process.exit(failures.length > 0 ? 1 : code);
  };
  // Not `once`: a second signal (npm's own, then that of its end) must not cut the stopping short.
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  const watchDatabase = async (): Promise<void> => {
    await (await starting).databaseEnded;
    if (!stopping.signal.aborted) complain('the database ended');
    await stop(1);
  };
  watchDatabase().catch(() => undefined); // who starts the hub hears why it did not start
  return stopping.signal;
}
