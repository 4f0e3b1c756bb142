import * as v from 'valibot';
import { pullAnswerSchema } from '../../protocol/pull.ts';
import { pullChanges } from '../custody/pull-changes.ts';
import type { HubTools } from './hub-tools.ts';
import { pressAnswer } from './press-answer.ts';
import { type Route, route } from './route.ts';
import { answerSignedWhole } from './signed-answer.ts';

const maxLimit = 1000;
const limitSchema = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/, 'not a whole number')), '500');
const cursorSchema = v.optional(v.pipe(v.string(), v.maxLength(200)), '');

export function pullRoutes({ database, keys, clock, metrics }: HubTools): Route[] {
  const pull = route({
    method: 'GET',
    path: '/api/v1/pull',
    summary:
      'Everything this grant may see, in commit order. `limit` above 1000 counts as 1000; hand `cursor` back as it came. With a nonce of one’s own in `hulin-nonce` the answer is signed as a whole in `hulin-signed`.',
    who: 'session',
    query: { cursor: cursorSchema, limit: limitSchema },
    answer: { kind: 'json', schema: pullAnswerSchema },
    problems: ['bad-input'],
    handle: async ({ query: { cursor, limit }, session, request }) => {
      const answer = await pullChanges({ database, clock, keys }, session, cursor, Math.min(Number(limit), maxLimit));
      metrics.count('hulin_pulled_changes_total', 'Changes pulled.', {}, answer.changes.length);
      return pressAnswer(request, await answerSignedWhole(keys, request, answer));
    },
  });
  return [pull];
}
