import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import type { Config } from '../config.ts';
import { openHubKeys } from '../keys/hub-keys.ts';
import { observerPassword } from '../mqtt/observer-password.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { migrate } from '../store/migrate.ts';
import { enrolGateways } from './enrol-gateways.ts';
import { readSecrets, writeCredentials } from './gateway-credentials.ts';
import { writeMosquittoConfig } from './mosquitto-config.ts';
import { revokeGateways } from './revoke-gateways.ts';
import { type StationPlan, simulatedStations, stationPlanSchema } from './station-plan.ts';

/** What `npm run hub -- …` does for gateways. */
export const gatewayUsage = [
  'enrol-gateways STATIONS.json --out CREDENTIALS.json',
  'enrol-gateways --simulated N [--sensors N] --out CREDENTIALS.json',
  'revoke-gateway ID',
  'mosquitto-config FOLDER --credentials CREDENTIALS.json',
] as const;

interface GatewayWorld {
  readonly root: string;
  readonly config: Config;
  readonly say: (line: string) => void;
}
type Work = (world: GatewayWorld, database: Database) => Promise<number>;

/** Reads such a command; throws a `StartProblem` for wrong use. */
export async function gatewayCommand(name: string, args: readonly string[]): Promise<Work> {
  const read = readOptions(name, args);
  if (name === 'enrol-gateways') return enrolment(read);
  if (name === 'revoke-gateway') return revocation(read, args);
  const { place, credentials } = read;
  if (!place || !credentials) throw wrongUse(name, args);
  return (world, database) => mosquitto(world, database, resolve(place), credentials);
}

type Options = ReturnType<typeof readOptions>;

function readOptions(name: string, args: readonly string[]) {
  const text = { type: 'string' as const };
  const options = { out: text, simulated: text, sensors: text, credentials: text };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { ...values, place: positionals[0] ?? null, more: positionals.slice(1) };
  } catch {
    throw wrongUse(name, args); // said by the usage
  }
}

async function enrolment({ place, out, simulated, sensors }: Options): Promise<Work> {
  if (!out || (place === null) === (simulated === undefined)) throw wrongUse('enrol-gateways', []);
  const stations = place
    ? await readPlan(place)
    : simulatedStations(count('--simulated', simulated ?? ''), count('--sensors', sensors ?? '20'));
  return async ({ config, say }, database) => {
    await migrate(database);
    const secrets = await writeCredentials(out, { brokerUrl: brokerUrlOf(config), stations });
    await enrolGateways(database, { secrets, stations, demonstration: place === null }, Date.now());
    say(
      `${out}: ${secrets.size} gateways enrolled with ${stations.length - secrets.size} stations; keep that file secret`,
    );
    return 0;
  };
}

function revocation({ place, more }: Options, args: readonly string[]): Work {
  if (!place || more.length > 0) throw wrongUse('revoke-gateway', args);
  return async ({ config, say }, database) => {
    await migrate(database);
    const clock = { now: () => Date.now() };
    const keys = await openHubKeys(config.keys, database, clock.now());
    const outcome = (await revokeGateways({ database, keys, clock }, [place], { person: null, because: null })).get(
      place,
    );
    if (outcome === 'unknown') throw new StartProblem(`${place}: no such gateway is enrolled`);
    say(
      outcome === 'revoked'
        ? `${place}: revoked; hubs that are serving let go of it now. Behind Mosquitto: mosquitto-config again, then SIGHUP`
        : `${place}: was revoked before`,
    );
    return 0;
  };
}

async function mosquitto({ root, config, say }: GatewayWorld, database: Database, folder: string, file: string) {
  const rows = await database.query<{ id: string }>('select id from gateway where revoked_at is not null');
  const without = new Set(rows.map(({ id }) => id));
  const secrets = new Map([...(await readSecrets(file)), ['observer', await observerPassword(config.data)] as const]);
  const password = await writeMosquittoConfig({ root, folder, secrets, without });
  say(`${folder}: ${secrets.size - 1} gateways of ${file}, without ${without.size} that are revoked`);
  say(`mosquitto -c ${folder}/mosquitto.conf, then HULIN_MQTT_URL=mqtt://hub:${password}@127.0.0.1:1883`);
  return 0;
}

async function readPlan(file: string): Promise<StationPlan[]> {
  const text = await readFile(file, 'utf8').catch(() => null); // told by the problem below
  const result = v.safeParse(stationPlanSchema, text === null ? null : JSON.parse(text));
  if (result.success) return result.output;
  throw new StartProblem(`${file}: ${v.getDotPath(result.issues[0]) ?? 'content'}: ${result.issues[0].message}`);
}

/** Where gateways reach the broker; an external one's address without the hub's login. */
function brokerUrlOf({ mqttUrl, mqttPort, host, tls, publicUrl }: Config): string {
  if (mqttUrl) {
    const url = new URL(mqttUrl);
    return `${url.protocol}//${url.host}`;
  }
  const isLocal = /^127\.|^::1$|^localhost$/.test(host);
  return tls && !isLocal ? `mqtts://${new URL(publicUrl).hostname}:${mqttPort}` : `mqtt://${host}:${mqttPort}`;
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= 9999) return value;
  throw new StartProblem(`${name} must be a whole number from 1 to 9999, not '${text}'`);
}

function wrongUse(name: string, args: readonly string[]): StartProblem {
  return new StartProblem(`cannot read "${[name, ...args].join(' ')}": npm run hub -- ${gatewayUsage.join(' | ')}`);
}
