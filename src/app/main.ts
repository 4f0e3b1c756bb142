import { ContextProvider } from '@lit/context';
import type { LateParts } from './build-late.ts';
import { buildServices, type Services } from './build-services.ts';
import {
  acknowledgingContext,
  administrationContext,
  batteryContext,
  cameraContext,
  caseworkContext,
  clockContext,
  courierContext,
  draftsContext,
  enrolmentContext,
  evidenceContext,
  fixesContext,
  gateDeskContext,
  gateModesContext,
  handingOverContext,
  incidentsContext,
  knownPassesContext,
  lateContext,
  lockContext,
  lockingContext,
  officeContext,
  openingsContext,
  ownRecordsContext,
  packagesContext,
  packageUpdatesContext,
  passesContext,
  passkeyLockContext,
  peopleContext,
  permitWritingContext,
  positionSharingContext,
  pulledContext,
  reviewingContext,
  sightingsContext,
  sirenContext,
  stationHistoryContext,
  storageContext,
  storiesContext,
  syncContext,
  zoneWatchContext,
} from './contexts.ts';
import { onTouched } from './device/activity.ts';
import { registerServiceWorker } from './device/register-service-worker.ts';
import { loadLater } from './packages/load-later.ts';
import './shell/hl-app.ts';
import { VerdictShownEvent } from './shell/verdict-shown-event.ts';

/** The network does not wait for a position longer than this. */
const longestWaitMs = 3_000;

/** Composition root: builds every service, provides each by its context, and starts what runs by itself. */
const services = buildServices(hulinBuiltAt);
provideFirst(document.body, services);
void services.late.here.then((parts) => provideLate(document.body, parts));
document.body.append(document.createElement('hl-app'));
void start(services);

/** What home's own elements ask for. */
function provideFirst(host: HTMLElement, { late, ...all }: Services): unknown[] {
  return [
    new ContextProvider(host, { context: lateContext, initialValue: late }),
    new ContextProvider(host, { context: enrolmentContext, initialValue: late.enrolment }),
    new ContextProvider(host, { context: draftsContext, initialValue: late.drafts }),
    new ContextProvider(host, { context: acknowledgingContext, initialValue: late.acknowledging }),
    new ContextProvider(host, { context: pulledContext, initialValue: late.pulled }),
    new ContextProvider(host, { context: lockContext, initialValue: late.lock }),
    new ContextProvider(host, { context: syncContext, initialValue: late.sync }),
    new ContextProvider(host, { context: packageUpdatesContext, initialValue: late.packageUpdates }),
    new ContextProvider(host, { context: positionSharingContext, initialValue: late.sharing }),
    new ContextProvider(host, { context: fixesContext, initialValue: all.fixes }),
    new ContextProvider(host, { context: clockContext, initialValue: all.clock }),
    new ContextProvider(host, { context: packagesContext, initialValue: all.packages }),
    new ContextProvider(host, { context: storageContext, initialValue: all.storageWatch }),
    new ContextProvider(host, { context: zoneWatchContext, initialValue: all.zoneWatch }),
  ];
}

/** What the pages that come later ask for: no such page is defined before. */
function provideLate(host: HTMLElement, all: LateParts): unknown[] {
  return [
    new ContextProvider(host, { context: sightingsContext, initialValue: all.sightings }),
    new ContextProvider(host, { context: sirenContext, initialValue: all.siren }),
    new ContextProvider(host, { context: passesContext, initialValue: all.passes }),
    new ContextProvider(host, { context: ownRecordsContext, initialValue: all.ownRecords }),
    new ContextProvider(host, { context: caseworkContext, initialValue: all.casework }),
    new ContextProvider(host, { context: knownPassesContext, initialValue: all.knownPasses }),
    new ContextProvider(host, { context: gateDeskContext, initialValue: all.gateDesk }),
    new ContextProvider(host, { context: gateModesContext, initialValue: all.gateModes }),
    new ContextProvider(host, { context: incidentsContext, initialValue: all.incidents }),
    new ContextProvider(host, { context: reviewingContext, initialValue: all.reviewing }),
    new ContextProvider(host, { context: storiesContext, initialValue: all.stories }),
    new ContextProvider(host, { context: officeContext, initialValue: all.office }),
    new ContextProvider(host, { context: permitWritingContext, initialValue: all.permitWriting }),
    new ContextProvider(host, { context: openingsContext, initialValue: all.network.openings }),
    new ContextProvider(host, { context: evidenceContext, initialValue: all.network.evidence }),
    new ContextProvider(host, { context: stationHistoryContext, initialValue: all.network.history }),
    new ContextProvider(host, { context: administrationContext, initialValue: all.network.administration }),
    new ContextProvider(host, { context: batteryContext, initialValue: all.battery }),
    new ContextProvider(host, { context: cameraContext, initialValue: all.camera }),
    new ContextProvider(host, { context: courierContext, initialValue: all.courier }),
    new ContextProvider(host, { context: handingOverContext, initialValue: all.handingOver }),
    new ContextProvider(host, { context: lockingContext, initialValue: all.lock }),
    new ContextProvider(host, { context: passkeyLockContext, initialValue: all.passkeyLock }),
    new ContextProvider(host, { context: peopleContext, initialValue: all.people }),
  ];
}

/** What the verdict needs first; the network and everything heavy after it. */
async function start({ packages, storage, clock, occasions, late, storageWatch }: Services): Promise<void> {
  const loaded = packages.load().catch((problem: unknown) => void loadLater(() => packages.load(), occasions, problem));
  occasions.onVisible(() => clock.tick());
  void late.here.then(({ lock, startCalls }) => {
    startCalls();
    occasions.onVisible(() => void lock.wake());
    onTouched(() => lock.touch());
  });
  const isShown = verdictShown();
  await Promise.all([loaded, storage.open()]);
  await isShown;
  late.start();
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
