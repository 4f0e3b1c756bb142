import type { Hub } from './compose-hub.ts';

const stopWithinMs = 10_000;

/**
 * Ends the process in good order on Ctrl-C or SIGTERM, also while the hub is still starting; in any order after 10 s. With exit code 1
 * when the database ended by itself.
 */
export function stopOnSignal(starting: Promise<Hub>, complain: (line: string) => void): void {
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      complain(`not everything stopped within ${stopWithinMs / 1000} s`);
      process.exit(1);
    }, stopWithinMs).unref();
    const failures = await (await starting).stop();
    if (failures.length > 0) complain(`did not close in good order: ${failures.join(', ')}`);
    process.exit(failures.length > 0 ? 1 : code);
  };
  // Not `once`: a second signal (npm's own, then that of its end) must not cut the stopping short.
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  const watchDatabase = async (): Promise<void> => {
    await (await starting).databaseEnded;
    if (!stopping) complain('the database ended');
    await stop(1);
  };
  watchDatabase().catch(() => undefined); // who starts the hub hears why it did not start
}
