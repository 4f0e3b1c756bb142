import * as v from 'valibot';
import {
  type HeadAnswer,
  headAnswerSchema,
  type PushAnswer,
  pushAnswerSchema,
  pushSchema,
} from '../../protocol/custody.ts';
import { sentEventSchema, uuidSchema } from '../../protocol/event.ts';
import type { PushOutcomes } from '../custody/acceptance.ts';
import { horizonToTell } from '../custody/backup-horizon.ts';
import { missingParts } from '../custody/custody-changes.ts';
import { erasedOnChain } from '../custody/erased-on-chain.ts';
import { authorOfChain, type EnrolledDevice } from '../custody/find-device.ts';
import { PushQueue } from '../custody/push-queue.ts';
import { readEnvelope } from '../custody/read-envelope.ts';
import { nativePublicKey } from '../keys/native-signing.ts';
import type { Queryable } from '../ports.ts';
import type { HubTools } from './hub-tools.ts';
import type { Metrics } from './metrics.ts';
import { Refusal } from './refusal.ts';
import { type Caller, type Route, route } from './route.ts';
import { signedAnswer } from './signed-answer.ts';

/** One bad item must not turn back the rest: each is checked by itself later, once, and quarantined when it is no event. */
const receivedPushSchema = v.object({
  ...pushSchema.entries,
  events: v.pipe(
    v.array(v.union([v.unknown(), sentEventSchema])),
    v.minLength(1),
    v.maxLength(pushSchema.entries.events.pipe[2].requirement),
  ),
});

interface HeadRow extends Record<string, unknown> {
  readonly seq: number;
  readonly hash: string | null;
  readonly successor: string | null;
  readonly epoch: string;
  readonly horizon: number | null;
}

const maxPushBodyBytes = 1024 * 1024;

/** Head and push need no session: an expired login, a logout or another user never strands data. A courier may ask for another's chain. */
export function pushRoutes({ database, keys, parts, clock, metrics, faults }: HubTools): Route[] {
  const queue = new PushQueue({ database, keys, parts, clock, faults });
  const head = route({
    method: 'GET',
    path: '/api/v1/chains/{chain}/head',
    summary:
      'What the hub holds of a chain, which parts it lacks, and a nonce for pushing. The request nonce is the client’s own.',
    who: 'device',
    nonce: 'client',
    params: { chain: uuidSchema },
    answer: { kind: 'signed', schema: headAnswerSchema },
    problems: ['not-found', 'device-revoked'],
    handle: async ({ params: { chain }, caller }) => {
      const author = await authorFor(database, chain, caller);
      const [row] = await database.query<HeadRow>(
        `select c.seq, c.hash, c.successor, h.epoch, (select max(horizon_at) from backup_taken) as horizon
           from chain c cross join hub h where c.id = $1`,
        [chain],
      );
      if (!row) throw new Refusal('not-found', 'chain');
      const { successor, horizon: latest, ...held } = row;
      const missing = (await missingParts(database, [chain])).get(chain) ?? [];
      const time = clock.now();
      const horizon = await horizonToTell(database, time, latest);
      const nonce = keys.mintNonce(caller.device.kid, time);
      const text: HeadAnswer = {
        ...{ v: 1, request: caller.digest, chain, ...held, horizon, missing, time, nonce },
        ...{ keys: await keys.certificatesDigest(), ...(await erasedFor(database, chain, author, caller)) },
      };
      return signedAnswer(keys, successor === null ? text : { ...text, successor });
    },
  });
  const push = route({
    method: 'POST',
    path: '/api/v1/push',
    summary:
      'Events of one chain, ascending; gzip allowed. On disk before the answer, which names what became of each.',
    who: 'device',
    body: receivedPushSchema,
    bodyLimit: maxPushBodyBytes,
    gzip: { maxBytes: 2 * maxPushBodyBytes },
    atOnce: 32,
    answer: { kind: 'signed', schema: pushAnswerSchema },
    problems: ['bad-input', 'not-found', 'device-revoked', 'too-large', 'wrong-type'],
    handle: async ({ body: { chain, events }, caller }) => {
      const { kid, jwk } = await authorFor(database, chain, caller);
      const author = { chain, kid, key: nativePublicKey(kid, jwk) };
      const items = await Promise.all(events.map((event) => readEnvelope(event, author)));
      const outcomes = await queue.push({ chain, origin: caller.device.kid, items });
      countOutcomes(metrics, outcomes);
      const nonce = keys.mintNonce(caller.device.kid, outcomes.time);
      const text: PushAnswer = { v: 1, request: caller.digest, chain, ...outcomes, nonce };
      return signedAnswer(keys, text);
    },
  });
  return [head, push];
}

/** Whoever writes the chain. A revoked device may still bring its own records, no longer those of others. */
async function authorFor(db: Queryable, chain: string, { device }: Caller): Promise<EnrolledDevice> {
  if (device.chain === chain) return device;
  const author = await authorOfChain(db, chain);
  if (!author) throw new Refusal('not-found', 'chain: no device writes it');
  const isCourier = author.id !== device.id;
  if (isCourier && device.status !== 'active')
    throw new Refusal('device-revoked', 'a revoked device cannot be a courier');
  return author;
}

/** What a courier has to forget; the author himself learns of it by pulling. */
async function erasedFor(
  db: Queryable,
  chain: string,
  author: EnrolledDevice,
  { device }: Caller,
): Promise<Pick<HeadAnswer, 'erased'>> {
  const erased = author.id === device.id ? [] : await erasedOnChain(db, chain);
  return erased.length > 0 ? { erased } : {};
}

function countOutcomes(metrics: Metrics, { results }: PushOutcomes): void {
  const byOutcome = new Map<string, number>();
  for (const { outcome } of results) byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  for (const [outcome, count] of byOutcome)
    metrics.count('hulin_pushed_events_total', 'Pushed events by outcome.', { outcome }, count);
  for (const result of results) {
    if (result.outcome !== 'quarantined') continue;
    metrics.count('hulin_push_quarantined_total', 'Pushed items set aside, by reason.', { reason: result.reason });
  }
}
