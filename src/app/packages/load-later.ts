import type { Occasions } from '../device/occasions.ts';

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** Loads until it succeeds: ever less often, and at once when there may be a network or somebody looks. `why` the first try failed is recorded, and so is each further one. */
export async function loadLater(
  load: () => Promise<void>,
  occasions: Pick<Occasions, 'onOnline' | 'onVisible'>,
  why: unknown,
): Promise<void> {
  let wake = () => {};
  occasions.onOnline(() => wake());
  occasions.onVisible(() => wake());
  for (let [waitMs, problem] = [firstWaitMs, why]; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    console.error('packages not loaded', problem);
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, waitMs);
    });
    try {
      return await load();
    } catch (again) {
      problem = again;
    }
  }
}
