import * as v from 'valibot';
import { passagesSchema } from '../../protocol/passages.ts';
import { readPassages } from '../custody/read-passages.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type Route, route } from './route.ts';

const momentText = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'not epoch milliseconds'));

/** What gates' counters measured. */
export function passageRoutes({ database }: Pick<HubTools, 'database'>): Route[] {
  const passages = route({
    method: 'GET',
    path: '/api/v1/passages',
    summary: 'What a gate’s counter measured (`gate` is its id; `from`, `to` epoch ms): in and out, by class, by time.',
    who: 'command',
    query: { gate: v.pipe(v.string(), v.maxLength(120)), from: momentText, to: momentText },
    answer: { kind: 'json', schema: passagesSchema },
    problems: ['bad-input', 'not-found'],
    handle: async ({ query }) => {
      const [from, to] = [Number(query.from), Number(query.to)];
      if (to <= from) throw new Refusal('bad-input', 'query.to: not after query.from');
      const answer = await readPassages(database, query.gate, from, to);
      if (!answer) throw new Refusal('not-found', 'query.gate: no such gate');
      return jsonAnswer(answer);
    },
  });
  return [passages];
}
