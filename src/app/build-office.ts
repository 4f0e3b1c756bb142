import { legalOffice, type OfficeDeps } from './custody/legal-office.ts';
import type { Office } from './office-ports.ts';
import type { ChosenPackages } from './packages/chosen-packages.ts';
import type { ChainStore } from './storage/chain-store.ts';
import { officeSignings } from './storage/office-signings.ts';
import type { PackageStore } from './storage/package-store.ts';
import type { PulledStore } from './storage/pulled-store.ts';
import { statedRulebooks } from './storage/stated-rulebooks.ts';

interface OfficeStores extends Pick<OfficeDeps, 'drafts'> {
  readonly chains: ChainStore;
  readonly pulled: PulledStore;
  readonly packages: PackageStore;
}

/** The legal office on this device's storage and chain. */
export function buildOffice(
  stores: OfficeStores,
  deps: Pick<OfficeDeps, 'chain' | 'keys' | 'lock' | 'wallNow'>,
  packages: ChosenPackages,
): Office {
  return legalOffice({
    ...deps,
    drafts: stores.drafts,
    texts: packages.watchLegalTexts(),
    signings: officeSignings(stores.chains, stores.pulled, deps.keys),
    statements: statedRulebooks(stores.packages),
  });
}
