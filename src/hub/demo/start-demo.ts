import { join } from 'node:path';
import type { Hub } from '../compose-hub.ts';
import { enrolGateways } from '../gateways/enrol-gateways.ts';
import { writeCredentials } from '../gateways/gateway-credentials.ts';
import { startSimulator, stopsWithinMs } from './start-simulator.ts';
import { demoStations } from './stations.ts';

/** Puts the demonstration's stations into a hub and, unless `scenario` is `none`, simulated devices behind it. */
export async function startDemo(hub: Hub, root: string, scenario: string): Promise<void> {
  const folder = join(hub.config.data, 'simulator');
  const credentials = join(folder, 'credentials.json');
  const secrets = await writeCredentials(credentials, { brokerUrl: hub.gateways.brokerUrl, stations: demoStations });
  const enrolment = { secrets, stations: demoStations, demonstration: true };
  await enrolGateways(hub.database, enrolment, hub.clock.now());
  if (scenario === 'none') return;
  const stop = startSimulator({ root, scenario, credentials, journal: join(folder, 'journal') });
  hub.opened.push('simulator', stop, stopsWithinMs);
}
