import type { Citation } from '../protocol/citation.ts';
import type { PackageSources } from './packages/chosen-packages.ts';
import type { PulledStore } from './storage/pulled-store.ts';

/** What packages need besides their store: what the office signed, as pulled, and the hub's documents. */
export function officeSources(
  { pulled }: { readonly pulled: PulledStore },
  bringRulebook: (citation: Citation) => Promise<boolean>,
): Omit<PackageSources, 'permits'> {
  return {
    readSigned: () => pulled.read('legal-text'),
    watchSigned: () => pulled.watch('legal-text'),
    bringRulebook,
  };
}
