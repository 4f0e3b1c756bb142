import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { readPem } from '../protocol/time-stamp/certificate.ts';
import { buildHub } from './build-hub.ts';
import { checkMachine } from './check-machine.ts';
import { ClosingStack } from './closing-stack.ts';
import type { Config } from './config.ts';
import type { Faults } from './custody/accept-push.ts';
import { ensureHub } from './custody/ensure-hub.ts';
import { lookAgainAtHeld } from './custody/review-held.ts';
import { describeProblem } from './describe-problem.ts';
import { announcePackages } from './distribution/announce-packages.ts';
import { readOfficeShelf } from './distribution/office-shelf.ts';
import { PackageShelf } from './distribution/package-shelf.ts';
import { StoredStatements } from './distribution/rulebook-statements.ts';
import { evidencePageOf } from './evidence/evidence-page.ts';
import { watchIncidents } from './incidents/watch-incidents.ts';
import { keysChannel } from './keys/certify-keys.ts';
import { type HubKeys, openHubKeys } from './keys/hub-keys.ts';
import { situationChannel } from './mqtt/store-batch.ts';
import { type GatewayChannel, openGatewayChannel } from './open-gateway-channel.ts';
import { openLiveChannel } from './open-live-channel.ts';
import type { Database, Doorbell, HubClock } from './ports.ts';
import { watchRejudging } from './rejudging/watch-rejudging.ts';
import { watchDaily } from './retention/watch-daily.ts';
import { Metrics } from './routes/metrics.ts';
import { claimParts, partsFolder } from './store/claim-parts.ts';
import { DiskPartStore } from './store/disk-part-store.ts';
import { openLeadership } from './store/leadership.ts';
import { openStore } from './store/open-store.ts';

/** What a hub is composed of. `root` holds `dist/app` and `public/packages`; `faults` are for tests. */
export interface World {
  readonly root: string;
  readonly config: Config;
  readonly clock: HubClock;
  /** For what is to be said before there is a log. */
  readonly say: (line: string) => void;
  readonly faults?: Faults | undefined;
}

/** A hub that serves. */
export interface Hub {
  readonly config: Config;
  readonly clock: HubClock;
  readonly database: Database;
  readonly keys: HubKeys;
  readonly gateways: GatewayChannel;
  /** Whatever is pushed here closes before the hub does. */
  readonly opened: ClosingStack;
  /** Settles when the embedded database ends: the hub cannot go on. */
  readonly databaseEnded: Promise<void>;
  /** In the opposite order of opening: devices, HTTP, MQTT, the database last. Answers what failed to close. */
  stop(): Promise<string[]>;
}

const keyRenewalMs = 3_600_000;
const clockLookMs = 10_000;

/** Opens everything and listens. Rejects with a `StartProblem` when the machine or the environment is at fault, having closed all again. */
export async function composeHub(world: World): Promise<Hub> {
  const opened = new ClosingStack();
  try {
    return await openAll(world, opened);
  } catch (problem) {
    await opened.closeAll();
    throw problem;
  }
}

async function openAll(world: World, opened: ClosingStack): Promise<Hub> {
  const { config, clock, say } = world;
  await checkMachine(config);
  const { database, url, ended } = await openStore(config, opened, say);
  const keys = await openHubKeys(config.keys, database, clock.now());
  await ensureHub(database, clock.now()); // before the gateways: an alarm at once needs the hub's own chain
  await lookAgainAtHeld({ database, keys, clock }, (place, problem) => {
    say(`held event ${place} stays held: ${JSON.stringify(describeProblem(problem))}`);
  }); // this build may know what an older one held
  await claimParts(database, partsFolder(config.data));
  const leadership = await openLeadership(url);
  opened.push('leadership', () => leadership.close());
  const metrics = new Metrics();
  let app: FastifyInstance | null = null;
  const onProblem = (problem: unknown) => app?.log.error(describeProblem(problem), 'problem');
  const gateways = await openGatewayChannel({
    ...{ config, database, keys, clock, metrics, leadership, onProblem },
    opened,
  });
  const packagesFolder = join(world.root, 'public', 'packages');
  const shelf = new PackageShelf({
    ...{ placedFolder: join(config.data, 'packages'), builtInFolder: packagesFolder, identityKid: keys.identityKid },
    onBad: (folder, because) => app?.log.warn({ folder, because }, 'package not served'),
    onCurrent: (digest) => announcePackages(database, clock.now(), digest),
    onProblem,
    statements: new StoredStatements(database, keys, clock),
    readOffice: (known) => readOfficeShelf(database, known),
  });
  app = await buildHub({
    ...{ database, keys, clock, metrics, faults: world.faults },
    parts: new DiskPartStore(partsFolder(config.data)),
    publicUrl: config.publicUrl,
    ...{ packagesFolder, shelf },
    evidencePage: evidencePageOf(world.root),
    appFolder: join(world.root, 'dist', 'app'),
    doorbell: doorbellOfAllHubs(database, onProblem),
    isBrokerReached: () => gateways.isReached(),
    tls: config.tls,
    log: { level: config.log },
  });
  await shelf.open();
  shelf.watch();
  opened.push('packages', () => shelf.close());
  const rejudging = await watchRejudging({
    ...{ database, clock, shelf, leadership, onProblem },
    builtInFolder: packagesFolder,
  });
  opened.push('rejudging', () => rejudging.close());
  const incidents = await watchIncidents({ database, clock, leadership, onProblem });
  opened.push('incidents', () => incidents.close());
  await renewKeys({ keys, clock, database, opened, onProblem });
  const stamps = config.stamps && { authority: authorityOf(config.stamps), fetch };
  const daily = watchDaily({ database, keys, clock, stamps, leadership, onProblem, retention: config.retention });
  opened.push('daily work', () => daily.close());
  const serving = app;
  opened.push('HTTP', () => serving.close());
  await openLiveChannel({ ...{ app, database, clock, opened, onProblem }, publicUrl: config.publicUrl });
  await app.listen({ host: config.host, port: config.port });
  return { config, clock, database, keys, gateways, opened, databaseEnded: ended, stop: () => opened.closeAll() };
}

function authorityOf({ url, roots }: NonNullable<Config['stamps']>) {
  return { url, roots: roots === null ? [] : readPem(roots) };
}

interface Renewing {
  readonly keys: HubKeys;
  readonly clock: HubClock;
  readonly database: Database;
  readonly opened: ClosingStack;
  readonly onProblem: (problem: unknown) => void;
}

/** At the turn of a season, whenever another hub or a command has made keys, and when the clock was set: a key of another time is no key of now. */
async function renewKeys({ keys, clock, database, opened, onProblem }: Renewing): Promise<void> {
  let renewedAt = clock.now();
  const renew = () => {
    renewedAt = clock.now();
    keys.renew(renewedAt).catch(onProblem);
  };
  const timer = setInterval(() => {
    const sinceMs = clock.now() - renewedAt;
    if (sinceMs < 0 || sinceMs >= keyRenewalMs) renew();
  }, clockLookMs);
  opened.push('key renewal', () => clearInterval(timer));
  opened.push('keys of other hubs', await database.listen(keysChannel, renew));
}

/** What the routes ring goes by way of the database, so that every hub's browsers hear it. Only the situation is rung from there. */
function doorbellOfAllHubs(database: Database, onProblem: (problem: unknown) => void): Doorbell {
  return {
    ring: () => {
      database.query('select pg_notify($1, $2)', [situationChannel, '']).catch(onProblem);
    },
  };
}
