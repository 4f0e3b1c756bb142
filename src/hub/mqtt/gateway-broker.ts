import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AedesOptions, type AuthenticateError, type Client } from 'aedes';
import type { QuarantineReason } from '../../domain/shared/codes.ts';
import { readGatewayTopic, topics } from '../../protocol/telemetry.ts';
import { gatewayFilters } from './client-line.ts';
import type { GatewayLine, LineListener } from './gateway-line.ts';
import { type HashedSecret, hashSecret, isSecret, isSlowNeedlessly, makeSecret } from './gateway-secret.ts';
import { LimitedConnection } from './limited-connection.ts';

/** A packet of this size is far over the contract's 8 kB and still leaves room to see what it was. */
export const maxPacketBytes = 64 * 1024;
const connectionsAtMost = 5000;
const badLogin = 4;
/** So long the broker may take to part from its clients; then their sockets are destroyed. */
const partingMs = 1000;

/** A publish that was acknowledged and thrown away. */
export interface RefusedPublish {
  readonly login: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly reason: Extract<QuarantineReason, 'wrong-topic' | 'foreign-topic'>;
}

export interface GatewayBrokerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly observerPassword: string;
  /** Null when the gateway is not enrolled, or no more. */
  readonly findGateway: (id: string) => Promise<HashedSecret | null>;
  /** A gateway has signed in whose secret is better kept like this from now on. */
  readonly keepSecret?: (id: string, hashed: HashedSecret) => Promise<void>;
  readonly onRefused: (refused: RefusedPublish) => void;
  readonly onProblem: (problem: unknown) => void;
}

export interface GatewayBroker {
  readonly port: number;
  /** Where the hub's own client connects, with its login of this start. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string };
  /** The hub's own way in and out, without a connection; once. */
  openLine(listener: LineListener): GatewayLine;
  /** Ends a gateway's connections, after its revocation. */
  disconnect(gateway: string): void;
  close(): Promise<void>;
}

type Identity = { readonly kind: 'hub' | 'observer' | 'gateway'; readonly id: string };
type Broker = InstanceType<typeof Aedes>;

/**
 * The embedded broker: MQTT 3.1.1 over TCP (TLS when given), in memory. Whoever signs in is held to their topics. What they may
 * not publish is acknowledged and thrown away, as Mosquitto does: an error would make aedes close the connection, and the
 * sender would repeat the same message for ever. Whoever waits for the hub's `/ack` never gets it for such a message.
 */
export async function startGatewayBroker(options: GatewayBrokerOptions): Promise<GatewayBroker> {
  const login = { username: 'hub', password: makeSecret() };
  const secrets = { hub: await hashSecret(login.password), observer: await hashSecret(options.observerPassword) };
  const identities = new WeakMap<Client, Identity>();
  const states = new Map<string, Buffer>();
  const broker = await Aedes.createBroker({
    ...{ maxClientsIdLength: 200, maxInflightInbound: 100, connectTimeout: 10_000 },
    // Each client is held back by itself. A common limit would keep acks, and everybody, behind what the store has not taken yet.
    concurrency: 0,
    preConnect: keepIdentitiesApart,
    authenticate: signIn(secrets, options, identities),
    authorizePublish: (client, packet, done) => {
      const reason = client ? whyNotPublish(identities.get(client), packet.topic) : 'wrong-topic';
      if (reason) swallow(packet, reason, client ? identities.get(client) : undefined, options);
      else if (!packet.topic.endsWith('/state')) packet.retain = false;
      else if (packet.retain) states.set(packet.topic, bytesOf(packet.payload));
      done();
    },
    authorizeSubscribe: (client, subscription, done) => {
      done(null, maySubscribe(identities.get(client), subscription.topic) ? subscription : null);
    },
  } satisfies AedesOptions);
  const events: EventEmitter = broker;
  events.on('error', options.onProblem);
  const connected = new Set<Client>();
  broker.on('client', (client) => connected.add(client));
  broker.on('clientDisconnect', (client) => connected.delete(client));
  const sockets = new Set<Socket>();
  const server = listenOn(broker, sockets, options);
  const port = await portOf(server, options);
  const scheme = options.tls ? 'mqtts' : 'mqtt';
  const host = ['0.0.0.0', '::'].includes(options.host) ? '127.0.0.1' : options.host;
  return {
    openLine: (listener) => openOwnLine(broker, states, listener, options.onProblem),
    ...{ port, login, url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}` },
    disconnect: (gateway) => {
      for (const client of connected) if (identities.get(client)?.id === gateway) client.close();
    },
    close: () => closeAll(broker, server, sockets),
  };
}

/** The states that the broker retains, then whatever gateways publish, handed over as the broker takes it. */
function openOwnLine(
  broker: Broker,
  states: ReadonlyMap<string, Buffer>,
  { onUp, onMessage }: LineListener,
  onProblem: (problem: unknown) => void,
): GatewayLine {
  let isOpen = true;
  const hear: Parameters<Broker['subscribe']>[1] = ({ topic, payload }, done) => {
    onMessage({ topic, payload: bytesOf(payload), retained: false }, done);
  };
  for (const filter of gatewayFilters) broker.subscribe(filter, hear, () => undefined);
  setImmediate(() => {
    onUp();
    for (const [topic, payload] of states) onMessage({ topic, payload, retained: true }, () => undefined);
  });
  return {
    say: (topic, payload) => {
      if (!isOpen) return;
      const packet = { cmd: 'publish' as const, qos: 1 as const, dup: false, retain: false };
      broker.publish(
        { ...packet, topic, payload: JSON.stringify(payload) },
        (problem) => problem && onProblem(problem),
      );
    },
    close: async () => {
      isOpen = false;
      for (const filter of gatewayFilters) broker.unsubscribe(filter, hear, () => undefined);
    },
  };
}

/**
 * One client id of aedes' is one connection: a second with the same id ends the first. With the login before it, nobody can end
 * another's. No session is kept for an absent client: the hub's own acks make up for it, and memory stays bounded.
 */
const keepIdentitiesApart: NonNullable<AedesOptions['preConnect']> = (_client, packet, done) => {
  packet.clientId = `${packet.username ?? ''}/${packet.clientId || randomUUID()}`;
  packet.clean = true;
  done(null, true);
};

function signIn(
  secrets: { readonly hub: HashedSecret; readonly observer: HashedSecret },
  { findGateway, keepSecret, onProblem }: GatewayBrokerOptions,
  identities: WeakMap<Client, Identity>,
): NonNullable<AedesOptions['authenticate']> {
  const secretOf = async (name: string) => {
    if (name === 'hub' || name === 'observer') return secrets[name];
    return (await findGateway(name)) ?? null;
  };
  return (client, username, password, done) => {
    const name = username ?? '';
    const check = async () => {
      const secret = password?.toString('utf8') ?? '';
      const known = await secretOf(name);
      // An unknown name costs the same time as a wrong password.
      const matches = await isSecret(secret, known ?? secrets.hub);
      if (known && matches && isSlowNeedlessly(secret, known)) await keepSecret?.(name, await hashSecret(secret));
      return known !== null && matches;
    };
    check()
      .then((ok) => {
        if (!ok) return done(loginProblem(), false);
        const kind = name === 'hub' || name === 'observer' ? name : 'gateway';
        identities.set(client, { kind, id: name });
        if (kind === 'hub' && client.conn instanceof LimitedConnection) client.conn.holdBack();
        done(null, true);
      })
      .catch((problem: unknown) => {
        onProblem(problem);
        done(loginProblem(), false);
      });
  };
}

function loginProblem(): AuthenticateError {
  return Object.assign(new Error('unknown login or wrong secret'), { returnCode: badLogin });
}

/** Null when it may. A gateway writes its own `tel`, `alarm`, `state`; the hub any gateway's `cmd` and `ack`; an observer nothing. */
function whyNotPublish(identity: Identity | undefined, topic: string): RefusedPublish['reason'] | null {
  const place = readGatewayTopic(topic);
  if (!place || !identity) return 'wrong-topic';
  const isFromHub = place.leaf === 'cmd' || place.leaf === 'ack';
  if (identity.kind === 'hub') return isFromHub ? null : 'wrong-topic';
  if (identity.kind === 'observer' || place.gateway !== identity.id) return 'foreign-topic';
  return isFromHub ? 'wrong-topic' : null;
}

function maySubscribe(identity: Identity | undefined, filter: string): boolean {
  if (!identity) return false;
  if (identity.kind !== 'gateway') return filter.startsWith(`${topics.root}/`);
  return filter === topics.command(identity.id) || filter === topics.ack(identity.id);
}

function bytesOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}

/** Nobody may subscribe to topics that begin with `$`: what is sent there is gone. */
function swallow(
  packet: { topic: string; payload: string | Buffer; retain: boolean },
  reason: RefusedPublish['reason'],
  identity: Identity | undefined,
  { onRefused }: GatewayBrokerOptions,
): void {
  onRefused({ login: identity?.id ?? '', topic: packet.topic, payload: bytesOf(packet.payload), reason });
  packet.topic = '$refused';
  packet.payload = Buffer.alloc(0);
  packet.retain = false;
}

function listenOn(broker: Broker, sockets: Set<Socket>, { tls }: GatewayBrokerOptions): Server {
  const serve = (socket: Socket) => {
    socket.setNoDelay(true);
    broker.handle(new LimitedConnection(socket, maxPacketBytes));
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  // With TLS a socket is there long before its handshake is done, if it ever is.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.maxConnections = connectionsAtMost;
  return server;
}

function portOf(server: Server, { host, port }: GatewayBrokerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function closeAll(broker: Broker, server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const parted = new Promise<void>((resolve) => broker.close(() => resolve()));
  await Promise.race([parted, sleep(partingMs, undefined, { ref: false })]);
  for (const socket of sockets) socket.destroy();
  await closed;
}
