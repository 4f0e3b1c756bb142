import type { Occasions } from '../device/occasions.ts';

const waitMs = 5_000;

/** Loads until it succeeds: every few seconds, and at once when there may be a network or somebody looks. Why it failed is recorded. */
export async function loadLater(
  load: () => Promise<void>,
  { onOnline, onVisible }: Pick<Occasions, 'onOnline' | 'onVisible'>,
  why: unknown,
): Promise<void> {
  console.error('packages not loaded', why);
  await new Promise<void>((resolve) => {
    for (const on of [onOnline, onVisible, (wake: () => void) => setTimeout(wake, waitMs)]) on(resolve);
  });
  await load().catch((again: unknown) => loadLater(load, { onOnline, onVisible }, again));
}
