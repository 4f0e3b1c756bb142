import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import type { Bytes } from '../../protocol/bytes.ts';
import type { Session } from '../custody/sessions.ts';
import { type Claim, proveClaim, readClaim, requireSession } from './authenticate.ts';
import type { HubTools } from './hub-tools.ts';
import { readJson, readShape, unpack } from './read-input.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Caller, Route } from './route.ts';

/** How often one device or session may ask, once it has proved who it is. */
export interface DeviceLimit {
  readonly max: number;
  readonly windowMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    hulinSession: Session | null;
    hulinClaim: Claim | null;
  }
}

type CheckLimit = ReturnType<FastifyInstance['createRateLimit']>;

/** Puts declared routes into Fastify: who asks is settled before the body is read, what is asked before the handler runs. */
export function registerRoutes(
  app: FastifyInstance,
  tools: HubTools,
  routes: readonly Route[],
  limit: DeviceLimit,
): void {
  app.decorateRequest('hulinSession', null);
  app.decorateRequest('hulinClaim', null);
  const checkLimit = app.createRateLimit({ max: limit.max, timeWindow: limit.windowMs, keyGenerator: deviceOf });
  for (const route of routes) registerRoute(app, tools, route, checkLimit);
}

function registerRoute(app: FastifyInstance, tools: HubTools, route: Route, checkLimit: CheckLimit): void {
  const inTurn = route.atOnce === undefined ? null : pLimit(route.atOnce);
  app.route({
    method: route.method,
    url: fastifyPath(route.path),
    ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
    onRequest: (request) => identify(tools, route, request),
    handler: async (request, reply) => {
      const sent = await readSent(request, checkLimit);
      const answer = async () => route.handle((await readCall(route, request, sent)) as never);
      return send(reply, await (inTurn ? inTurn(answer) : answer()));
    },
  });
}

/** `/a/{b}/{+c}` as Fastify writes it: `/a/:b/*`. */
function fastifyPath(path: string): string {
  return path.replace(/\{\+\w+\}/, '*').replace(/\{(\w+)\}/g, ':$1');
}

async function identify(tools: HubTools, { who, nonce }: Route, request: FastifyRequest): Promise<void> {
  if (who === 'session' || who === 'command' || who === 'administrator') {
    request.hulinSession = await requireSession(tools, request, who);
  }
  if (who === 'device') request.hulinClaim = await readClaim(tools, request, nonce === 'client');
}

/** A request's body as sent, and who has proved to have sent it. */
interface Sent {
  readonly body: Bytes;
  readonly caller: Caller | null;
}

async function readSent(request: FastifyRequest, checkLimit: CheckLimit): Promise<Sent> {
  const body = bodyOf(request);
  const caller = request.hulinClaim ? await proveClaim(request.hulinClaim, request, body) : null;
  if (caller || request.hulinSession) await requireCalm(request, checkLimit);
  return { body, caller };
}

async function readCall(route: Route, request: FastifyRequest, { body, caller }: Sent): Promise<object> {
  const bytes = await unpack(body, request.headers['content-encoding'], route);
  return {
    params: readShape(route.params, restNamed(route.path, request.params), 'path'),
    query: readShape(route.query, request.query, 'query'),
    body: route.body ? readBody(route, bytes, request) : undefined,
    ...{ bytes, caller, request, session: request.hulinSession },
  };
}

/** Where nobody may be a stranger, whoever shows nothing readable is one. */
function readBody({ who, body }: Route, bytes: Bytes, request: FastifyRequest): unknown {
  if (!body) return undefined;
  try {
    return readJson(bytes, request.headers['content-type'], body);
  } catch (error) {
    if (who === 'newcomer' && error instanceof Refusal) throw new Refusal('not-signed-in', error.message);
    throw error;
  }
}

function bodyOf({ body }: FastifyRequest): Bytes {
  return body instanceof Uint8Array
    ? new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength)
    : new Uint8Array();
}

function restNamed(path: string, params: unknown): object {
  const rest = /\{\+(\w+)\}/.exec(path)?.[1];
  const given = params as Readonly<Record<string, string>>;
  return rest ? { ...given, [rest]: given['*'] } : given;
}

function deviceOf({ hulinSession, hulinClaim }: FastifyRequest): string {
  return hulinClaim?.device.kid ?? hulinSession?.kid ?? 'nobody';
}

async function requireCalm(request: FastifyRequest, checkLimit: CheckLimit): Promise<void> {
  const result = await checkLimit(request);
  if (!result.isAllowed && result.isExceeded) {
    throw new Refusal('too-many-requests', `this device may ask again in ${result.ttlInSeconds} s`);
  }
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers });
  return reply.send(body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body);
}
