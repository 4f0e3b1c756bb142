import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Aedes, type Client } from 'aedes';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { Role } from '../../domain/shared/codes.ts';
import { liveTopics } from '../../protocol/live.ts';
import type { Doorbell } from '../ports.ts';
import { type RefusedUpgrade, takeUpgrades } from './take-upgrades.ts';

export const livePath = '/mqtt';
const maxFrameBytes = 4 * 1024;

/** Who listens, as far as the live channel needs to know. */
export interface LiveSession {
  readonly device: string;
  readonly chain: string;
  readonly role: Role;
}

export interface LiveBrokerOptions {
  /** Where people reach the hub, e.g. `https://hulin.example`; the request's own host is right too. */
  readonly publicUrl: string | null;
  /** The session behind a Cookie header; null when there is none, or no more. */
  readonly sessionOf: (cookieHeader: string) => Promise<LiveSession | null>;
  /** How often an open connection's session is looked at again. */
  readonly recheckMs?: number;
  readonly onProblem: (problem: unknown) => void;
}

export interface LiveBroker extends Doorbell {
  /** Looks at every open connection's session now: after a sign-out or a revocation. */
  recheck(): Promise<void>;
  readonly connections: number;
  close(): Promise<void>;
}

interface Admitted {
  readonly cookie: string;
  readonly session: LiveSession;
}

interface Listener extends Admitted {
  readonly socket: WebSocket;
}

type SessionOfClient = (client: Client) => LiveSession | undefined;

/**
 * The browsers' MQTT over WebSocket at `/mqtt` of the HTTP server, in memory. Origin and session cookie are checked at the upgrade,
 * each subscription is authorised, nobody publishes but the hub, and a connection ends with its session.
 */
export async function attachLiveBroker(server: Server, options: LiveBrokerOptions): Promise<LiveBroker> {
  const listeners = new Map<IncomingMessage, Listener>();
  const sessionOf: SessionOfClient = (client) => (client.req ? listeners.get(client.req)?.session : undefined);
  const broker = await openBroker(sessionOf);
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false },
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  const accept = (request: IncomingMessage, socket: WebSocket, cookie: string, session: LiveSession) => {
    listeners.set(request, { socket, cookie, session });
    socket.once('close', () => listeners.delete(request));
    broker.handle(createWebSocketStream(socket), request);
  };
  const stopTaking = takeUpgrades<Admitted>(server, {
    path: livePath,
    admit: (request) => admit(request, options),
    open: (request, socket, head, { cookie, session }) => {
      sockets.handleUpgrade(request, socket, head, (open) => accept(request, open, cookie, session));
    },
    onProblem: options.onProblem,
  });
  const recheck = async () => {
    for (const listener of [...listeners.values()]) {
      const session = await options.sessionOf(listener.cookie);
      if (session && isSame(session, listener.session)) continue;
      listener.socket.close(4401, 'session ended');
      listener.socket.terminate();
    }
  };
  const checking = setInterval(() => {
    recheck().catch(options.onProblem);
  }, options.recheckMs ?? 10_000);
  return {
    recheck,
    get connections() {
      return listeners.size;
    },
    ring: (topic, payload) => {
      const packet = { topic, payload: JSON.stringify(payload), qos: 0 as const, retain: false, dup: false };
      broker.publish({ cmd: 'publish', ...packet }, (problem) => problem && options.onProblem(problem));
    },
    close: async () => {
      clearInterval(checking);
      stopTaking();
      for (const { socket } of listeners.values()) socket.terminate();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      sockets.close();
    },
  };
}

/** Each connection is its own client; no wills, no sessions kept, nothing to be published from outside. */
function openBroker(sessionOf: SessionOfClient): Promise<Aedes> {
  return Aedes.createBroker({
    preConnect: (_client, packet, done) => {
      packet.clientId = randomUUID();
      packet.clean = true;
      done(null, !packet.will);
    },
    authorizePublish: (_client, _packet, done) => done(new Error('only the hub rings here')),
    authorizeSubscribe: (client, subscription, done) => {
      done(null, maySubscribe(sessionOf(client), subscription.topic) ? subscription : null);
    },
  });
}

async function admit(
  { headers }: IncomingMessage,
  { publicUrl, sessionOf }: LiveBrokerOptions,
): Promise<Admitted | RefusedUpgrade> {
  if (!isOwnOrigin(headers.origin, headers.host, publicUrl)) return { refused: '403 Forbidden' };
  const { cookie = '' } = headers;
  const session = cookie ? await sessionOf(cookie) : null;
  return session ? { cookie, session } : { refused: '401 Unauthorized' };
}

function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: string | null): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  if (publicUrl && origin === new URL(publicUrl).origin) return true;
  return host !== undefined && new URL(origin).host === host;
}

function maySubscribe(session: LiveSession | undefined, topic: string): boolean {
  if (!session) return false;
  const isDesk = session.role === 'administrator' || session.role === 'commander';
  const forAll: readonly string[] = [liveTopics.all, liveTopics.alarm, liveTopics.chain(session.chain)];
  const forDesk: readonly string[] = [liveTopics.desk, liveTopics.situation];
  if (topic === liveTopics.gate) return session.role === 'gate-keeper';
  return forAll.includes(topic) || (isDesk && forDesk.includes(topic));
}

function isSame(a: LiveSession, b: LiveSession): boolean {
  return a.device === b.device && a.chain === b.chain && a.role === b.role;
}
