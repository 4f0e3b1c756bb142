import type { Credentials } from './credentials.ts';
import { Link } from './link.ts';
import { flood, lie, type Victim } from './misbehave.ts';
import type { Certificates } from './open-client.ts';
import type { Scenario } from './scenarios.ts';
import { seededRandom } from './seeded-random.ts';
import { recordOffline, simulateStations } from './simulate-stations.ts';
import { type Gateway, startGateway } from './start-gateway.ts';

export interface SiteOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rate: number;
  readonly url: string;
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly victim: Victim | null;
  readonly certificates: Certificates | null;
}

export interface RunningSite {
  readonly gateway: Gateway;
  stop(): Promise<void>;
}

/** Starts one gateway with its line and its stations, as the scenario has it. */
export function startSite(
  { id, secret, stations }: Credentials['gateways'][number],
  options: SiteOptions,
): RunningSite {
  const { scenario, seed, rate, url, folder, say, certificates } = options;
  const shape = scenario.link ?? (scenario.offline ? {} : null);
  const link = shape && new Link(shape, seededRandom(seed, `link ${id}`), { isDown: scenario.offline !== undefined });
  const onLine = (state: string, detail: string) => say(`${id} ${state}: ${detail}`);
  const onProblem = (problem: unknown) => say(`${id}: ${String(problem)}`);
  const gateway = startGateway({
    ...{ url, id, secret, folder, onLine, certificates },
    link: link && ((to: string) => link.connect(to, certificates)),
  });
  const simulation = { scenario, seed, rate, onProblem };
  const past = scenario.offline ? recordOffline(gateway, stations, simulation).then(() => link?.mend()) : null;
  past?.catch(onProblem);
  const stops = [
    simulateStations(gateway, stations, simulation),
    ...(scenario.chosen === id ? [misbehave({ id, secret, stations }, gateway, options, onProblem)] : []),
    () => link?.close(),
  ];
  return {
    gateway,
    stop: async () => {
      for (const stop of stops) stop();
      await past?.catch(() => undefined); // told above
      await gateway.stop();
    },
  };
}

function misbehave(
  { id, secret, stations }: Credentials['gateways'][number],
  gateway: Gateway,
  { scenario, url, victim }: SiteOptions,
  onProblem: (problem: unknown) => void,
): () => void {
  const station = stations.find(({ kind }) => kind === 'smoke-sensor')?.id;
  if (!station) return () => {};
  const culprit = { gateway, station, onProblem };
  const stops = [
    ...(scenario.floodPerSecond ? [flood(culprit, scenario.floodPerSecond)] : []),
    ...(scenario.lies && victim ? [lie(culprit, victim, { url, id, secret })] : []),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
