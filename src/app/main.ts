import { ContextProvider } from '@lit/context';
import { buildServices, type Services } from './build-services.ts';
import {
  acknowledgingContext,
  administrationContext,
  cameraContext,
  clockContext,
  draftsContext,
  enrolmentContext,
  fixesContext,
  openingsContext,
  ownRecordsContext,
  packagesContext,
  positionSharingContext,
  pulledContext,
  storageContext,
  syncContext,
} from './contexts.ts';
import { registerServiceWorker } from './device/register-service-worker.ts';
import './shell/hl-app.ts';

/** Composition root: builds every service, provides each by its context, and starts what runs by itself. */
const services = buildServices(__BUILT_AT__);
provide(document.body, services);
document.body.append(document.createElement('hl-app'));
void start(services);

function provide(host: HTMLElement, services: Services): void {
  new ContextProvider(host, { context: enrolmentContext, initialValue: services.network.enrolment });
  new ContextProvider(host, { context: draftsContext, initialValue: services.drafts });
  new ContextProvider(host, { context: ownRecordsContext, initialValue: services.ownRecords });
  new ContextProvider(host, { context: pulledContext, initialValue: services.pulled });
  new ContextProvider(host, { context: acknowledgingContext, initialValue: services.acknowledging });
  new ContextProvider(host, { context: syncContext, initialValue: services.network.sync });
  new ContextProvider(host, { context: fixesContext, initialValue: services.fixes });
  new ContextProvider(host, { context: clockContext, initialValue: services.clock });
  new ContextProvider(host, { context: packagesContext, initialValue: services.packages });
  new ContextProvider(host, { context: storageContext, initialValue: services.storageWatch });
  new ContextProvider(host, { context: openingsContext, initialValue: services.network.openings });
  new ContextProvider(host, { context: administrationContext, initialValue: services.network.administration });
  new ContextProvider(host, { context: cameraContext, initialValue: services.camera });
  new ContextProvider(host, { context: positionSharingContext, initialValue: services.network.sharing });
}

/** What the verdict needs first; the network and everything heavy after it. */
async function start({ packages, storage, clock, occasions, network, storageWatch }: Services): Promise<void> {
  const loaded = packages.load().catch((problem: unknown) => console.error('packages not loaded', problem));
  occasions.onVisible(() => clock.tick());
  await Promise.all([loaded, storage.open()]);
  network.start();
  await storageWatch.measure();
  await Promise.allSettled([registerServiceWorker(), import('../protocol/seal.ts')]);
}
