import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildHub } from './build-hub.ts';
import { checkMachine } from './check-machine.ts';
import { ClosingStack } from './closing-stack.ts';
import type { Config } from './config.ts';
import type { Faults } from './custody/accept-push.ts';
import { ensureHub } from './custody/ensure-hub.ts';
import { describeProblem } from './describe-problem.ts';
import { announcePackages } from './distribution/announce-packages.ts';
import { PackageShelf } from './distribution/package-shelf.ts';
import { type HubKeys, openHubKeys } from './keys/hub-keys.ts';
import { situationChannel } from './mqtt/store-batch.ts';
import { type GatewayChannel, openGatewayChannel } from './open-gateway-channel.ts';
import { openLiveChannel } from './open-live-channel.ts';
import type { Database, Doorbell, HubClock } from './ports.ts';
import { watchRejudging } from './rejudging/watch-rejudging.ts';
import { Metrics } from './routes/metrics.ts';
import { DiskPartStore } from './store/disk-part-store.ts';
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
  const { database, ended } = await openStore(config, opened, say);
  const keys = await openHubKeys(config.keys, database, clock.now());
  await ensureHub(database, clock.now()); // before the gateways: an alarm at once needs the hub's own chain
  const metrics = new Metrics();
  let app: FastifyInstance | null = null;
  const onProblem = (problem: unknown) => app?.log.error(describeProblem(problem), 'problem');
  const gateways = await openGatewayChannel({ ...{ config, database, keys, clock, metrics, onProblem }, opened });
  const packagesFolder = join(world.root, 'public', 'packages');
  const shelf = new PackageShelf({
    ...{ placedFolder: join(config.data, 'packages'), builtInFolder: packagesFolder, identityKid: keys.identityKid },
    onBad: (folder, because) => app?.log.warn({ folder, because }, 'package not served'),
    onCurrent: (digest) => announcePackages(database, clock.now(), digest),
    onProblem,
  });
  app = await buildHub({
    ...{ database, keys, clock, metrics, faults: world.faults },
    parts: new DiskPartStore(join(config.data, 'parts')),
    publicUrl: config.publicUrl,
    ...{ packagesFolder, shelf },
    appFolder: join(world.root, 'dist', 'app'),
    doorbell: doorbellOfAllHubs(database, onProblem),
    isBrokerReached: () => gateways.isReached(),
    tls: config.tls,
    log: { level: config.log },
  });
  await shelf.open();
  shelf.watch();
  opened.push('packages', () => shelf.close());
  const rejudging = await watchRejudging({ database, clock, shelf, builtInFolder: packagesFolder, onProblem });
  opened.push('rejudging', () => rejudging.close());
  renewKeys(keys, clock, opened, onProblem);
  const serving = app;
  opened.push('HTTP', () => serving.close());
  await openLiveChannel({ ...{ app, database, clock, opened, onProblem }, publicUrl: config.publicUrl });
  await app.listen({ host: config.host, port: config.port });
  return { config, clock, database, keys, gateways, opened, databaseEnded: ended, stop: () => opened.closeAll() };
}

function renewKeys(keys: HubKeys, clock: HubClock, opened: ClosingStack, onProblem: (problem: unknown) => void): void {
  const timer = setInterval(() => {
    keys.renew(clock.now()).catch(onProblem);
  }, keyRenewalMs);
  opened.push('key renewal', () => clearInterval(timer));
}

/** What the routes ring goes by way of the database, so that every hub's browsers hear it. Only the situation is rung from there. */
function doorbellOfAllHubs(database: Database, onProblem: (problem: unknown) => void): Doorbell {
  return {
    ring: () => {
      database.query('select pg_notify($1, $2)', [situationChannel, '']).catch(onProblem);
    },
  };
}
