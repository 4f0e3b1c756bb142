import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from './authenticate.ts';
import type { HubTools } from './hub-tools.ts';
import { sendProblem } from './problem-answers.ts';

const hashedAsset = /[\\/]assets[\\/][^\\/]+-[A-Za-z0-9_-]{8,}\.\w+(\.map)?$/;
/** What is served to somebody who has shown who they are, in this build or a later one. */
const guarded = /^\/(api|ogc|cap|exports|mqtt)(\/|$)/;

/**
 * The app's files for anyone: hashed assets for ever, the rest asked for anew each time. A page address that is no file opens
 * the app, `/public` too. Every other unknown path is a 404, for strangers under the guarded ones a 401.
 */
export async function serveApp(app: FastifyInstance, tools: HubTools, appFolder: string | null): Promise<void> {
  const hasApp = appFolder !== null && existsSync(join(appFolder, 'index.html'));
  if (hasApp) {
    await app.register(fastifyStatic, { root: appFolder, cacheControl: false, setHeaders: setCaching });
    app.get('/public', (_request, reply) => reply.sendFile('index.html'));
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (guarded.test(path)) return answerUnknown(tools, request, reply);
    if (hasApp && isNavigation(request)) return reply.code(200).sendFile('index.html');
    return sendProblem(request, reply, 'not-found', hasApp ? 'no such file' : 'the app is not built');
  });
}

async function answerUnknown(tools: HubTools, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = await sessionOf(tools, request);
  if (!session) return sendProblem(request, reply, 'not-signed-in', 'no session: sign a challenge first');
  return sendProblem(request, reply, 'not-found', 'no such path or method');
}

function isNavigation({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
}

function setCaching(reply: FastifyReply, path: string): void {
  const caching = hashedAsset.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
  reply.header('cache-control', caching);
}
