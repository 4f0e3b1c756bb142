import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { gatewayIdSchema } from '../protocol/telemetry.ts';
import type { ClosingStack } from './closing-stack.ts';
import type { Config } from './config.ts';
import type { HubSigner } from './custody/hub-signer.ts';
import { revokedChannel } from './gateways/revoke-gateways.ts';
import { type GatewayBroker, startGatewayBroker } from './mqtt/gateway-broker.ts';
import type { HashedSecret } from './mqtt/gateway-secret.ts';
import { type Ingest, startIngest } from './mqtt/ingest.ts';
import { observerPassword } from './mqtt/observer-password.ts';
import { RefusedShelf } from './mqtt/refused-shelf.ts';
import type { BatchOutcome } from './mqtt/store-batch.ts';
import type { SetAside } from './mqtt/tell-refused.ts';
import { watchSilence } from './mqtt/watch-silence.ts';
import type { Database, HubClock } from './ports.ts';
import type { Metrics } from './routes/metrics.ts';
import type { Leadership } from './store/leadership.ts';
import { watchRollUps } from './telemetry/watch-roll-ups.ts';

export interface GatewayChannelOptions {
  readonly config: Config;
  readonly database: Database;
  readonly keys: HubSigner;
  readonly clock: HubClock;
  readonly metrics: Metrics;
  readonly leadership: Leadership;
  readonly opened: ClosingStack;
  readonly onProblem: (problem: unknown) => void;
}

/** The way to the gateways: a broker, ours or an external one, and the hub's client of it. */
export interface GatewayChannel {
  readonly brokerUrl: string;
  /** Of the embedded broker: a login that may read everything and write nothing. */
  readonly observer: { readonly username: string; readonly password: string } | null;
  isReached(): boolean;
}

/** Starts the broker unless there is an external one, and listens to the gateways over it. */
export async function openGatewayChannel(options: GatewayChannelOptions): Promise<GatewayChannel> {
  const { config, database, keys, clock, opened, leadership, onProblem } = options;
  const password = config.mqttUrl ? null : await observerPassword(config.data);
  const heard: { ingest?: Ingest } = {};
  const onKept = (refused: SetAside) => v.is(gatewayIdSchema, refused.gateway) && heard.ingest?.noteRefused(refused);
  const broker = password ? await startBroker(options, password, onKept) : null;
  if (broker) opened.push('gateway broker', () => broker.close());
  const onRevoked = (gateway: string) => broker?.disconnect(gateway);
  opened.push('revocations of gateways', await database.listen(revokedChannel, onRevoked));
  const ingest = listen(options, broker);
  heard.ingest = ingest;
  opened.push('ingest', () => ingest.stop());
  const listeningSince = () => ingest.listeningSince();
  opened.push(
    'silence watch',
    watchSilence({ database, keys, clock, listeningSince, isInCharge: () => leadership.isLeader(), onProblem }),
  );
  opened.push('roll-ups', watchRollUps({ database, clock, isInCharge: () => leadership.isLeader(), onProblem }));
  return {
    brokerUrl: broker ? addressOf(broker, config) : withoutLogin(config.mqttUrl ?? ''),
    observer: password ? { username: 'observer', password } : null,
    isReached: () => ingest.listeningSince() !== null,
  };
}

/** The address of an external broker as gateways need it: the hub's login is none of their business. */
function withoutLogin(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Where gateways reach the embedded broker: a certificate names the public host. */
function addressOf({ url, port }: GatewayBroker, { publicUrl }: Config): string {
  return url.startsWith('mqtts:') ? `mqtts://${new URL(publicUrl).hostname}:${port}` : url;
}

function startBroker(
  options: GatewayChannelOptions,
  password: string,
  onKept: (refused: SetAside) => unknown,
): Promise<GatewayBroker> {
  const { config, database, clock, metrics, opened, onProblem } = options;
  const tls = readTls(config);
  const onUnkept = (_login: string, count: number) =>
    metrics.count('hulin_mqtt_refused_total', 'Gateway messages set aside, by reason.', { reason: 'not-kept' }, count);
  const refused = new RefusedShelf({ database, clock, onUnkept, onKept, onProblem });
  opened.push('what the broker refused', () => refused.close());
  return startGatewayBroker({
    ...{ host: config.host, port: config.mqttPort, observerPassword: password, onProblem },
    ...(tls && { tls }),
    findGateway: (id) => findGateway(database, id),
    keepSecret: (id, hashed) => keepSecret(database, id, hashed),
    onRefused: (one) => refused.add(one),
  });
}

/** What stays on this machine needs no TLS; whatever comes from outside has it as soon as the hub has a certificate. */
function readTls({ host, tls }: Config): { cert: string; key: string } | null {
  const isLoopback = /^127\.|^::1$|^localhost$/.test(host);
  return tls && !isLoopback ? { cert: readFileSync(tls.cert, 'utf8'), key: readFileSync(tls.key, 'utf8') } : null;
}

async function findGateway(database: Database, id: string): Promise<HashedSecret | null> {
  const [row] = await database.query<HashedSecret & Record<string, unknown>>(
    'select secret_hash as "secretHash", secret_salt as "secretSalt" from gateway where id = $1 and revoked_at is null',
    [id],
  );
  return row ?? null;
}

async function keepSecret(database: Database, id: string, { secretHash, secretSalt }: HashedSecret): Promise<void> {
  await database.query('update gateway set secret_hash = $2, secret_salt = $3 where id = $1', [
    ...[id, secretHash, secretSalt],
  ]);
}

function listen(options: GatewayChannelOptions, broker: GatewayBroker | null): Ingest {
  const { config, database, keys, clock, metrics, onProblem } = options;
  return startIngest({
    ...{ database, keys, clock, onProblem, url: broker?.url ?? config.mqttUrl ?? '' },
    ...(broker ? { ownBroker: broker } : { tls: config.mqttTls }),
    onBatch: (outcome) => countBatch(metrics, outcome),
    onHeldBack: (how) => {
      metrics.count('hulin_mqtt_held_back_total', 'Gateway messages that came faster than their pace.', { how });
    },
  });
}

function countBatch(metrics: Metrics, { stored, duplicates, forks, readings, refused }: BatchOutcome): void {
  const messages = { stored, duplicate: duplicates, fork: forks };
  for (const [outcome, count] of Object.entries(messages)) {
    if (count > 0) metrics.count('hulin_mqtt_messages_total', 'Gateway messages by outcome.', { outcome }, count);
  }
  if (readings > 0) metrics.count('hulin_mqtt_readings_total', 'Readings stored.', {}, readings);
  for (const reason of refused) {
    metrics.count('hulin_mqtt_refused_total', 'Gateway messages set aside, by reason.', { reason });
  }
}
