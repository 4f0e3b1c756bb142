import { join } from 'node:path';
import type { Hub } from '../compose-hub.ts';
import { gatewayCredentials } from './gateway-credentials.ts';
import { seedStations } from './seed-stations.ts';
import { startSimulator } from './start-simulator.ts';

/** Puts the demonstration's stations into a hub and, unless `scenario` is `none`, simulated devices behind it. */
export async function startDemo(hub: Hub, root: string, scenario: string): Promise<void> {
  const folder = join(hub.config.data, 'simulator');
  const credentials = join(folder, 'credentials.json');
  const secrets = await gatewayCredentials(credentials, hub.gateways.brokerUrl);
  await seedStations(hub.database, secrets, hub.clock.now());
  if (scenario === 'none') return;
  hub.opened.push('simulator', startSimulator({ root, scenario, credentials, journal: join(folder, 'journal') }));
}
