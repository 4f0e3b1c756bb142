import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { utf8 } from '../../protocol/bytes.ts';
import { makeSecret } from '../mqtt/gateway-secret.ts';
import { StartProblem } from '../start-problem.ts';
import { replaceFile } from '../store/durable-file.ts';
import { readIfThere } from '../store/file.ts';
import type { StationPlan } from './station-plan.ts';

const schema = v.object({ gateways: v.array(v.object({ id: v.string(), secret: v.string() })) });

/**
 * Writes `file` (0600), in the form gateways and the simulator read: the broker's address and of each gateway the secret and the
 * stations. A secret that stands there already is kept. Answers the secrets by gateway.
 */
export async function writeCredentials(
  file: string,
  { brokerUrl, stations }: { readonly brokerUrl: string; readonly stations: readonly StationPlan[] },
): Promise<ReadonlyMap<string, string>> {
  const known = await readSecrets(file);
  const gateways = stations
    .filter(({ kind }) => kind === 'gateway')
    .map(({ id }) => ({ id, secret: known.get(id) ?? makeSecret(), stations: stationsOf(id, stations) }));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, utf8(`${JSON.stringify({ url: brokerUrl, gateways }, null, 2)}\n`));
  return new Map(gateways.map(({ id, secret }) => [id, secret]));
}

/** The secrets of a credentials file by gateway; none when there is no such file. */
export async function readSecrets(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readIfThere(file);
  if (!text) return new Map();
  try {
    return new Map(v.parse(schema, JSON.parse(text)).gateways.map(({ id, secret }) => [id, secret]));
  } catch {
    throw new StartProblem(`${file} holds no gateways' credentials`); // what it holds instead is not for the log
  }
}

function stationsOf(gateway: string, stations: readonly StationPlan[]) {
  const own = stations.filter((station) => station.gateway === gateway);
  return own.map(({ id, kind, heartbeatMs, lon, lat }) => ({ id, kind, heartbeatMs, lon, lat }));
}
