import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemCode, problemDocument, problems } from '../../protocol/problem.ts';
import { Refusal } from './refusal.ts';

/** Turns whatever a request ends in into a problem document (RFC 9457). Our own faults are logged without their words: those may repeat what was sent. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { code, message } = toRefusal(error);
    if (code === 'storage-full') request.log.error('the disk is full: free some, nothing acknowledged is lost');
    if (code === 'our-fault') request.log.error({ fault: describeFault(error) }, 'our fault');
    return sendProblem(request, reply, code, message);
  });
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
): FastifyReply {
  reply
    .code(problems[code].status)
    .headers({ 'cache-control': 'no-store', 'content-type': 'application/problem+json' });
  // As bytes: Fastify adds a charset to texts, which this media type does not have.
  return reply.send(request.method === 'HEAD' ? undefined : Buffer.from(JSON.stringify(problemDocument(code, detail))));
}

/** A full disk, as the operating system and PostgreSQL say it. */
const diskFull: readonly string[] = ['ENOSPC', 'EDQUOT', '53100'];
/** The database ends, has crashed or is starting, or its connection broke: SQLSTATE classes 57P and 08. */
const databaseAway = /^(57P0\d|08\w{3})$/;

/** SQLSTATE of a text PostgreSQL cannot hold, such as one with a NUL. */
const unstorableText: readonly string[] = ['22021', '22P05'];

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('too-large', 'body: over the size limit of this path');
  if (code !== undefined && diskFull.includes(code))
    return new Refusal('storage-full', 'nothing of this was stored; it can be sent again');
  if (code !== undefined && databaseAway.test(code)) return new Refusal('not-ready', 'the database is away');
  if (code !== undefined && unstorableText.includes(code))
    return new Refusal('bad-input', 'a text the store cannot hold');
  if (statusCode === 415) return new Refusal('wrong-type', 'content-type');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refusal('bad-input', 'request');
  return new Refusal('our-fault', 'recorded; try again later');
}

function describeFault(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, code: (error as NodeJS.ErrnoException).code, frames };
}
