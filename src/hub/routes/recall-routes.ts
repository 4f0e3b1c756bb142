import * as v from 'valibot';
import { headAnswerSchema } from '../../protocol/custody.ts';
import {
  enrolmentAnswerSchema,
  type RecallRequest,
  recallRequestSchema,
  recallText,
} from '../../protocol/enrolment.ts';
import { signingCertificate, soundCertificates } from '../../protocol/hub-certificates.ts';
import type { HubKeys as PublicHubKeys } from '../../protocol/hub-keys.ts';
import { openRecall } from '../../protocol/recall.ts';
import { sealedRecallSchema } from '../../protocol/sealed-recall.ts';
import { importVerifyKey, isSignedBy, type Signed } from '../../protocol/signed.ts';
import { recallDevice } from '../custody/recall-device.ts';
import { lookAgainAtPeople } from '../custody/review-held.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { provenKid } from './enrolment-routes.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, type Route, route } from './route.ts';

/** What brings devices back to a hub that was restored: its own signed words. */
export function recallRoutes(tools: HubTools): Route[] {
  const { keys, metrics } = tools;
  const recall = route({
    method: 'POST',
    path: '/api/v1/enrolments/recall',
    summary:
      'After the hub was restored from a backup older than an enrolment: the hub’s own answer of then, shown by the key it was for, brings device, chain and grants back, and what was held for want of a grant is used.',
    who: 'newcomer',
    body: recallRequestSchema,
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'bad-request-signature', 'unknown-device'],
    handle: async ({ body }) => {
      await takeBack(body);
      return emptyAnswer();
    },
  });
  const recallCarried = route({
    method: 'POST',
    path: '/api/v1/enrolments/recall/carried',
    summary: 'The same, sealed to the hub, from whoever carries the records of a phone that is gone.',
    who: 'newcomer',
    body: sealedRecallSchema,
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'bad-request-signature', 'unknown-device'],
    handle: async ({ body }) => {
      const opened = await openRecall(body, (kid) => keys.unsealingKey(kid));
      if (!opened) throw new Refusal('bad-input', 'body.sealed: does not open');
      await takeBack(opened);
      return emptyAnswer();
    },
  });
  const takeBack = async ({ answer, key, sig, grants, closings, certificates }: RecallRequest) => {
    const kid = await provenKid({ code: await recallText(answer), key, sig });
    const own = await withCertificates(keys, certificates);
    const said = await ownWord(own, answer, enrolmentAnswerSchema);
    const people = await Promise.all(grants.map((one) => ownWord(own, one, enrolmentAnswerSchema)));
    const told = await Promise.all(closings.map((one) => ownWord(own, one, headAnswerSchema)));
    const shown = {
      ...{ kid, key, closings: told.filter((one) => one !== null) },
      grants: people.filter((one) => one !== null).filter((one) => one.kid === kid),
    };
    const isBack = said?.kid === kid && (await recallDevice(tools, { answer: said, ...shown }));
    if (!isBack) throw new Refusal('unknown-device', 'body.answer: nothing this hub has lost');
    await lookAgainAtPeople(tools, said.device, () =>
      metrics.count('hulin_held_at_fault_total', 'Held events that could not be looked at again.'),
    );
    metrics.count('hulin_enrolments_total', 'Enrolment requests by outcome.', { outcome: 'recalled' });
  };
  return [recall, recallCarried];
}

/** The hub's keys, and those it had in an earlier life: its identity certified them, and that is in every backup. */
async function withCertificates(
  { identity, certificates }: HubKeys,
  brought: readonly Signed[],
): Promise<PublicHubKeys> {
  return {
    identity,
    certificates: [...certificates, ...(await soundCertificates({ identity }, brought))],
  };
}

/** An answer of a kind that one of this hub's keys has signed; null for anything else. */
async function ownWord<S extends v.GenericSchema>(
  own: PublicHubKeys,
  answer: Signed,
  schema: S,
): Promise<v.InferOutput<S> | null> {
  const certificate = signingCertificate(own, answer.kid);
  if (!certificate || !(await isSignedBy('answer', answer, await importVerifyKey(certificate.jwk)))) return null;
  const said = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), answer.raw);
  return said.success ? said.output : null;
}
