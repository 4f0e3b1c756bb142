import type { Citation } from '../protocol/citation.ts';
import type { PackageSources } from './packages/chosen-packages.ts';
import type { FirstPulled } from './storage/first-pulled.ts';

/** What packages need besides their store: what the office signed, as pulled, and the hub's documents. */
export function officeSources(
  { pulled }: { readonly pulled: FirstPulled },
  bringRulebook: (citation: Citation) => Promise<boolean>,
): Omit<PackageSources, 'permits'> {
  return {
    readSigned: () => pulled.read('legal-text'),
    watchSigned: () => pulled.watch('legal-text'),
    bringRulebook,
  };
}
