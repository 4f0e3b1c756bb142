import * as v from 'valibot';
import { toBase64url } from '../../protocol/bytes.ts';
import { uuidSchema } from '../../protocol/event.ts';
import {
  closingAnswerSchema,
  quarantineAnswerSchema,
  quarantineContentSchema,
  quarantineKeySchema,
  reviewRequestSchema,
} from '../../protocol/review.ts';
import { browseQuarantine, readQuarantined } from '../custody/browse-quarantine.ts';
import { closeChain } from '../custody/close-chain.ts';
import { reviewHeld } from '../custody/review-held.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, jsonAnswer, type Route, route } from './route.ts';

const offsetText = v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'not a whole number')), '0');
const shortText = v.optional(v.pipe(v.string(), v.maxLength(60)));
const pageItems = 50;

/** What command decides about what was held, what is stuck, and what could not be accepted at all. */
export function reviewRoutes({ database, keys, clock }: HubTools): Route[] {
  const tools = { database, keys, clock };
  const review = route({
    method: 'POST',
    path: '/api/v1/reviews',
    summary: 'Take a held event into use, or decide not to. One more event of the hub; the receipt stays as it was.',
    who: 'command',
    body: reviewRequestSchema,
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'not-found', 'cannot-release'],
    handle: async ({ body, session }) => {
      const end = await reviewHeld(tools, { ...body, person: session.person });
      if (end.ok) return emptyAnswer();
      if (end.because === 'not-held') throw new Refusal('not-found', 'no event is held at this place');
      throw new Refusal('cannot-release', end.because);
    },
  });
  const closing = route({
    method: 'POST',
    path: '/api/v1/closings',
    summary: 'Close a chain that is stuck: its device goes on with another and carries over what it had not sent.',
    who: 'command',
    body: v.object({ chain: uuidSchema }),
    answer: { kind: 'json', schema: closingAnswerSchema },
    problems: ['bad-input', 'not-found', 'not-allowed'],
    handle: async ({ body: { chain }, session }) => {
      if (chain === session.chain) throw new Refusal('not-allowed', 'a device does not close its own chain');
      const successor = await closeChain(tools, chain, session.person);
      if (successor === null) throw new Refusal('not-found', 'body.chain: no device writes it');
      return jsonAnswer({ successor });
    },
  });
  return [review, closing, ...quarantineRoutes(database)];
}

function quarantineRoutes(database: HubTools['database']): Route[] {
  const quarantine = route({
    method: 'GET',
    path: '/api/v1/quarantine',
    summary:
      'What could not be accepted at all, newest first, with the reason; fifty from `offset` on, of one `source`, `reason` or `gateway` if asked.',
    who: 'command',
    query: { offset: offsetText, source: shortText, reason: shortText, gateway: shortText },
    answer: { kind: 'json', schema: quarantineAnswerSchema },
    problems: ['bad-input'],
    handle: async ({ query: { offset, ...filter } }) =>
      jsonAnswer(await browseQuarantine(database, filter, Number(offset), pageItems)),
  });
  const content = route({
    method: 'GET',
    path: '/api/v1/quarantine/content',
    summary: 'The first 4096 bytes of one item of the quarantine, as they came.',
    who: 'command',
    query: quarantineKeySchema.entries,
    answer: { kind: 'json', schema: quarantineContentSchema },
    problems: ['bad-input', 'not-found'],
    handle: async ({ query }) => {
      const start = await readQuarantined(database, query);
      if (start === undefined) throw new Refusal('not-found', 'no such item is in quarantine any more');
      return jsonAnswer({ start: start && toBase64url(start) });
    },
  });
  return [quarantine, content];
}
