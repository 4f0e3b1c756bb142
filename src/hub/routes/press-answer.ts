import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import type { Answer } from './route.ts';

const press = promisify(gzip);
/** Shorter answers would hardly be shorter. */
const leastBytes = 2_048;

/**
 * The answer gzipped, for whoever can unpack it: quickly rather than well, for the hub has many phones. What was signed is the body as it
 * is unpacked.
 */
export async function pressAnswer(request: FastifyRequest, answer: Answer): Promise<Answer> {
  const { body, headers } = answer;
  const accepted = request.headers['accept-encoding'] ?? '';
  if (body === null || body.length < leastBytes || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return answer;
  const pressed = await press(body, { level: constants.Z_BEST_SPEED });
  return { ...answer, headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body: pressed };
}
