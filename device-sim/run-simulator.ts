import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credentials, readCredentials } from './credentials.ts';
import type { Victim } from './misbehave.ts';
import type { Certificates } from './open-client.ts';
import { readArguments, type SimulatorArguments } from './read-arguments.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { startSite } from './start-site.ts';

export interface SimulatorWorld {
  /** Where credentials and journals lie unless the arguments say otherwise. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

export type Running =
  | { readonly ok: true; readonly stop: () => Promise<void> }
  | { readonly ok: false; readonly because: string };

/** Starts the gateways and stations the arguments ask for; `because` is one line for a person. */
export function runSimulator(args: readonly string[], { folder, say }: SimulatorWorld): Running {
  const read = readArguments(args, folder);
  if (!read.ok) return read;
  const found = readCredentials(read.value.credentials);
  if (!found.ok) return found;
  const chosen = chooseGateways(found.credentials, read.value);
  if (!chosen.ok) return chosen;
  const certificates = readCertificates(read.value.certificates, chosen.gateways);
  if (!certificates.ok) return certificates;
  const url = read.value.url ?? found.credentials.url;
  return { ok: true, stop: startAll(chosen.gateways, url, { ...read.value, of: certificates.of }, say) };
}

type Gateways = Credentials['gateways'];

function chooseGateways(
  { gateways }: Credentials,
  { gateways: wanted, sensors }: SimulatorArguments,
): { ok: true; gateways: Gateways } | { ok: false; because: string } {
  if (wanted !== null && wanted > gateways.length) {
    return { ok: false, because: tooFew(`--gateways ${wanted}`, gateways.length) };
  }
  const chosen = gateways.slice(0, wanted ?? gateways.length);
  const poorest = Math.min(...chosen.map((gateway) => sensorsOf(gateway).length));
  if (sensors !== null && sensors > poorest) {
    return { ok: false, because: tooFew(`--sensors ${sensors}`, poorest) };
  }
  return { ok: true, gateways: chosen.map((gateway) => withSensors(gateway, sensors)) };
}

/** More are enrolled at the hub first: it answers nobody it does not know. */
function tooFew(asked: string, has: number): string {
  const more = 'npm run hub -- enrol-gateways --simulated N --sensors N --out FILE';
  return `${asked}: the credentials file has ${has}; ${more} makes one with more, for --credentials FILE`;
}

/** Of each gateway what it shows the broker; `because` is one line for a person. */
function readCertificates(
  folder: string | null,
  gateways: Gateways,
): { ok: true; of: ReadonlyMap<string, Certificates> } | { ok: false; because: string } {
  const read = (file: string) => readFileSync(join(folder ?? '', file), 'utf8');
  try {
    const named = folder === null ? [] : gateways.map(({ id }) => id);
    const of = named.map(
      (id) => [id, { ca: read('ca.crt'), cert: read(`${id}.crt`), key: read(`${id}.key`) }] as const,
    );
    return { ok: true, of: new Map(of) };
  } catch (problem) {
    return { ok: false, because: `cannot read certificates: ${(problem as Error).message}` };
  }
}

function sensorsOf({ stations }: Gateways[number]): Gateways[number]['stations'] {
  return stations.filter(({ kind }) => kind === 'smoke-sensor');
}

function withSensors(gateway: Gateways[number], count: number | null): Gateways[number] {
  const kept = new Set(sensorsOf(gateway).slice(0, count ?? undefined));
  return { ...gateway, stations: gateway.stations.filter((one) => one.kind !== 'smoke-sensor' || kept.has(one)) };
}

function startAll(
  gateways: Gateways,
  url: string,
  { scenario: name, seed, rate, journal, of }: SimulatorArguments & { of: ReadonlyMap<string, Certificates> },
  say: (line: string) => void,
): () => Promise<void> {
  const scenario: Scenario = scenarios[name](seed, {
    gateways: gateways.map(({ id }) => id),
    sensors: gateways.flatMap(sensorsOf),
  });
  say(`scenario ${name}, seed ${seed}, rate ${rate}${scenario.chosen ? `, at ${scenario.chosen}` : ''}`);
  const running = gateways.map((gateway) =>
    startSite(gateway, {
      scenario,
      seed,
      rate,
      url,
      say,
      folder: join(journal, gateway.id),
      victim: victimOf(gateway, gateways),
      certificates: of.get(gateway.id) ?? null,
    }),
  );
  return async () => {
    await Promise.all(running.map((site) => site.stop()));
  };
}

/** Another gateway with a sensor, for whom a liar speaks. */
function victimOf(own: Gateways[number], gateways: Gateways): Victim | null {
  const other = gateways.find((one) => one !== own && sensorsOf(one).length > 0);
  const [sensor] = other ? sensorsOf(other) : [];
  return other && sensor ? { gateway: other.id, station: sensor.id } : null;
}
