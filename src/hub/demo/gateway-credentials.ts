import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { utf8 } from '../../protocol/bytes.ts';
import { makeSecret } from '../mqtt/gateway-secret.ts';
import { replaceFile } from '../store/durable-file.ts';
import { readIfThere } from '../store/file.ts';
import { demoStations } from './stations.ts';

const schema = v.object({ gateways: v.array(v.object({ id: v.string(), secret: v.string() })) });

/**
 * The demonstration gateways' secrets by their ids, made on the first start and kept in `file` (0600) in the form the simulator reads,
 * with the broker's address of this start.
 */
export async function gatewayCredentials(file: string, brokerUrl: string): Promise<ReadonlyMap<string, string>> {
  const text = await readIfThere(file);
  const known = text ? v.parse(schema, JSON.parse(text)).gateways : [];
  const ids = demoStations.filter(({ kind }) => kind === 'gateway').map(({ id }) => id);
  const secretOf = (id: string) => known.find((gateway) => gateway.id === id)?.secret ?? makeSecret();
  const gateways = ids.map((id) => ({ id, secret: secretOf(id), stations: stationsOf(id) }));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, utf8(`${JSON.stringify({ url: brokerUrl, gateways }, null, 2)}\n`));
  return new Map(gateways.map(({ id, secret }) => [id, secret]));
}

function stationsOf(gateway: string) {
  const own = demoStations.filter((station) => station.gateway === gateway);
  return own.map(({ id, kind, heartbeatMs }) => ({ id, kind, heartbeatMs }));
}
