import * as v from 'valibot';
import { liveTopics } from '../../protocol/live.ts';
import { readingsSchema } from '../../protocol/readings.ts';
import {
  type LatestReading,
  type PositionsAnswer,
  positionsAnswerSchema,
  positionsSchema,
  type Situation,
  situationSchema,
} from '../../protocol/situation.ts';
import { keepPositions, newestPositions } from '../custody/positions.ts';
import { isDesk } from '../custody/sessions.ts';
import type { Queryable } from '../ports.ts';
import { currentDocuments } from '../rejudging/current-documents.ts';
import { RangerCrossings } from '../rejudging/ranger-crossings.ts';
import { sampleReadings } from '../telemetry/sample-readings.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type Route, route } from './route.ts';
import { answerSignedWhole, signedAnswer } from './signed-answer.ts';

const momentText = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'not epoch milliseconds'));
const stepText = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/, 'not whole seconds')), '60');

/** What changes too often for the change table. */
export function situationRoutes({ database, keys, clock, doorbell, shelf, packagesFolder }: HubTools): Route[] {
  const documents = currentDocuments(shelf, packagesFolder);
  const rangerCrossings = new RangerCrossings();
  const positions = route({
    method: 'POST',
    path: '/api/v1/positions',
    summary: 'A ranger’s positions on patrol. Not chained; command sees the newest, history goes after 30 days.',
    who: 'device',
    body: positionsSchema,
    bodyLimit: 128 * 1024,
    answer: { kind: 'signed', schema: positionsAnswerSchema },
    problems: ['bad-input', 'device-revoked', 'too-large'],
    handle: async ({ body, caller: { device, digest } }) => {
      if (device.status !== 'active') throw new Refusal('device-revoked', 'a revoked device shows no positions');
      const time = clock.now();
      await keepPositions(database, device.id, time, body.positions);
      doorbell?.ring(liveTopics.situation, {});
      const nonce = keys.mintNonce(device.kid, time);
      const text: PositionsAnswer = { v: 1, request: digest, kept: body.positions.length, time, nonce };
      return signedAnswer(keys, text);
    },
  });
  const situation = route({
    method: 'GET',
    path: '/api/v1/situation',
    summary:
      'Every station’s latest readings; for command also where each ranger was last. With a nonce of one’s own in `hulin-nonce` the answer is signed as a whole in `hulin-signed`.',
    who: 'session',
    answer: { kind: 'json', schema: situationSchema },
    problems: [],
    handle: async ({ session, request }) => {
      const time = clock.now();
      const seen = isDesk(session.role) ? await newestPositions(database, time) : [];
      const crossings = seen.length > 0 ? await rangerCrossings.read(database, await documents(), time) : null;
      const rangers = seen.map((one) => ({ ...one, crossings: [...(crossings?.get(one.device) ?? [])] }));
      const latest = await latestReadings(database);
      const content = { v: 1, time, positions: rangers, readings: latest } satisfies Situation;
      return answerSignedWhole(keys, request, content);
    },
  });
  const readings = route({
    method: 'GET',
    path: '/api/v1/readings',
    summary: 'A station’s history (`device` is its id; `from`, `to` epoch ms; `step` seconds), averaged per step.',
    who: 'session',
    query: { device: v.pipe(v.string(), v.maxLength(120)), from: momentText, to: momentText, step: stepText },
    answer: { kind: 'json', schema: readingsSchema },
    problems: ['bad-input', 'not-found'],
    handle: async ({ query }) => {
      const [from, to] = [Number(query.from), Number(query.to)];
      if (to <= from) throw new Refusal('bad-input', 'query.to: not after query.from');
      const question = { station: query.device, from, to, stepSeconds: Number(query.step) };
      const answer = await sampleReadings(database, question);
      if (!answer) throw new Refusal('not-found', 'query.device: no such station');
      return jsonAnswer(answer);
    },
  });
  return [positions, situation, readings];
}

/** Their times corrected by what is known of their gateways' clocks. */
function latestReadings(db: Queryable): Promise<LatestReading[]> {
  return db.query<LatestReading & Record<string, unknown>>(
    `select station, name, unit, coalesce(to_jsonb(number), to_jsonb(truth), to_jsonb(text)) as value,
            measured_at - coalesce(clock_ms, 0) as "measuredAt", sent_at - coalesce(clock_ms, 0) as "sentAt",
            received_at as "receivedAt"
       from latest_reading order by station, name`,
  );
}
