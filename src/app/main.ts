import { ContextProvider } from '@lit/context';
import { buildServices, type Services } from './build-services.ts';
import {
  acknowledgingContext,
  administrationContext,
  batteryContext,
  cameraContext,
  clockContext,
  draftsContext,
  enrolmentContext,
  fixesContext,
  openingsContext,
  ownRecordsContext,
  packagesContext,
  packageUpdatesContext,
  positionSharingContext,
  pulledContext,
  storageContext,
  syncContext,
  zoneWatchContext,
} from './contexts.ts';
import { registerServiceWorker } from './device/register-service-worker.ts';
import './shell/hl-app.ts';
import { VerdictShownEvent } from './shell/verdict-shown-event.ts';

/** The network does not wait for a position longer than this. */
const longestWaitMs = 3_000;

/** Composition root: builds every service, provides each by its context, and starts what runs by itself. */
const services = buildServices(hulinBuiltAt);
provide(document.body, services);
document.body.append(document.createElement('hl-app'));
void start(services);

function provide(host: HTMLElement, all: Services): unknown[] {
  return [
    new ContextProvider(host, { context: enrolmentContext, initialValue: all.network.enrolment }),
    new ContextProvider(host, { context: draftsContext, initialValue: all.drafts }),
    new ContextProvider(host, { context: ownRecordsContext, initialValue: all.ownRecords }),
    new ContextProvider(host, { context: pulledContext, initialValue: all.pulled }),
    new ContextProvider(host, { context: acknowledgingContext, initialValue: all.acknowledging }),
    new ContextProvider(host, { context: syncContext, initialValue: all.network.sync }),
    new ContextProvider(host, { context: fixesContext, initialValue: all.fixes }),
    new ContextProvider(host, { context: clockContext, initialValue: all.clock }),
    new ContextProvider(host, { context: packagesContext, initialValue: all.packages }),
    new ContextProvider(host, { context: packageUpdatesContext, initialValue: all.network.packageUpdates }),
    new ContextProvider(host, { context: storageContext, initialValue: all.storageWatch }),
    new ContextProvider(host, { context: openingsContext, initialValue: all.network.openings }),
    new ContextProvider(host, { context: administrationContext, initialValue: all.network.administration }),
    new ContextProvider(host, { context: batteryContext, initialValue: all.battery }),
    new ContextProvider(host, { context: cameraContext, initialValue: all.camera }),
    new ContextProvider(host, { context: zoneWatchContext, initialValue: all.zoneWatch }),
    new ContextProvider(host, { context: positionSharingContext, initialValue: all.network.sharing }),
  ];
}

/** What the verdict needs first; the network and everything heavy after it. */
async function start({ packages, storage, clock, occasions, network, storageWatch }: Services): Promise<void> {
  const loaded = packages.load().catch((problem: unknown) => console.error('packages not loaded', problem));
  occasions.onVisible(() => clock.tick());
  const isShown = verdictShown();
  await Promise.all([loaded, storage.open()]);
  await isShown;
  network.start();
  await storageWatch.measure();
  await Promise.allSettled([registerServiceWorker(), import('../protocol/seal.ts')]);
}

/** Resolves when there is a verdict for where the phone is, on a page that waits for none, or after a while without a position. */
function verdictShown(): Promise<void> {
  return new Promise((resolve) => {
    document.body.addEventListener(VerdictShownEvent.type, () => resolve(), { once: true });
    setTimeout(resolve, longestWaitMs);
  });
}
