import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Writable } from 'node:stream';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { ensureHub } from './custody/ensure-hub.ts';
import { serveApp } from './routes/app-files.ts';
import { hubRoutes } from './routes/hub-routes.ts';
import type { HubTools } from './routes/hub-tools.ts';
import { Metrics } from './routes/metrics.ts';
import { answerProblems } from './routes/problem-answers.ts';
import { Refusal } from './routes/refusal.ts';
import { registerRoutes } from './routes/register-routes.ts';
import { addSecurityHeaders } from './routes/security-headers.ts';

/** Everything a hub is built from. What is left out has a sane stand-in. */
export interface HubDeps extends Omit<HubTools, 'metrics' | 'isBrokerReached'> {
  /** The built app (`dist/app`); null: none is served. */
  readonly appFolder: string | null;
  readonly metrics?: Metrics;
  /** Left out: there is no broker to reach. */
  isBrokerReached?(): boolean;
  readonly tls?: { readonly cert: string; readonly key: string } | null;
  readonly log?: { readonly level: string; readonly stream?: Writable };
  /** Requests a minute, for one address (many phones may share it) and for one device. */
  readonly limits?: { readonly perAddress: number; readonly perDevice: number };
}

/** A phone catching up 300 events and 50 photos asks about 110 times; 500 phones behind one address, twice each at once. */
const usualLimits = { perAddress: 6000, perDevice: 1200 };
const minuteMs = 60_000;
const slowestRequestMs = 20 * minuteMs;
const usualBodyBytes = 64 * 1024;

/** The hub's HTTP side, ready to listen or to be injected into. Closing it closes nothing that it was given. */
export async function buildHub(deps: HubDeps): Promise<FastifyInstance> {
  const { metrics = new Metrics(), isBrokerReached = () => true, limits = usualLimits } = deps;
  const tools: HubTools = { ...deps, metrics, isBrokerReached };
  await ensureHub(deps.database, deps.clock.now());
  const app = newServer(deps);
  takeBodiesAsBytes(app);
  addSecurityHeaders(app);
  answerProblems(app);
  logRequests(app, metrics);
  await app.register(cookie);
  await app.register(rateLimit, {
    max: limits.perAddress,
    timeWindow: minuteMs,
    errorResponseBuilder: (_request, { after }) => new Refusal('too-many-requests', `again in ${after}`),
  });
  registerRoutes(app, tools, hubRoutes(tools), { max: limits.perDevice, windowMs: minuteMs });
  await serveApp(app, tools, deps.appFolder);
  return app;
}

function newServer({ tls, log }: HubDeps): FastifyInstance {
  const timeouts = { requestTimeout: slowestRequestMs };
  return Fastify({
    // A proxy on this machine may say for whom it asks; nobody else may.
    trustProxy: 'loopback',
    bodyLimit: usualBodyBytes,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true },
    logger: log ? { ...log, serializers: wordless } : false,
    serverFactory: (handler) => {
      if (!tls) return createHttpServer(timeouts, handler);
      return createHttpsServer({ ...timeouts, cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, handler);
    },
  });
}

/** What the framework may log by itself of a request, an answer or an error: nothing that could repeat what was sent. */
const wordless = {
  req: () => ({}),
  res: () => ({ statusCode: 0 }),
  err: ({ name, code = '' }: Error & { code?: string }) => ({ type: name, message: code, stack: '' }),
};

/** Signatures are over the bytes as sent: nobody parses before they are checked. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
}

/** One line for each request: the declared path, never the one asked for, and no address, header, query or body. */
function logRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const status = String(reply.statusCode);
    metrics.count('hulin_http_requests_total', 'Requests by method, path and status.', { method, path, status });
    request.log.info({ method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
}
