import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import {
  type EnrolmentAnswer,
  enrolmentAnswerSchema,
  enrolmentRequestSchema,
  recallRequestSchema,
  recallText,
} from '../../protocol/enrolment.ts';
import { signingCertificate } from '../../protocol/hub-certificates.ts';
import { importVerifyKey, isSignedBy, type PublicJwk, type Signed, thumbprint } from '../../protocol/signed.ts';
import { enrolDevice } from '../custody/enrol-device.ts';
import { recallDevice } from '../custody/recall-device.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, type Route, route } from './route.ts';
import { signedAnswer } from './signed-answer.ts';

const refusals = {
  'code-unknown': 'code: the hub never issued it',
  'code-used': 'code: another key has used it',
  'code-expired': 'code: older than ten minutes, ask for a new one',
  'device-revoked': 'key: its device was revoked',
} as const;

export function enrolmentRoutes({ database, keys, clock, metrics }: HubTools): Route[] {
  const enrol = route({
    method: 'POST',
    path: '/api/v1/enrolments',
    summary: 'Enrol a device: one-time code and public key in, device, chain, grant and hub keys out. Safe to repeat.',
    who: 'newcomer',
    body: enrolmentRequestSchema,
    answer: { kind: 'signed', schema: enrolmentAnswerSchema },
    problems: ['bad-input', 'bad-request-signature', 'code-unknown', 'code-used', 'code-expired', 'device-revoked'],
    handle: async ({ body }) => {
      const kid = await provenKid(body);
      const enrolled = await enrolDevice({ database, keys, clock }, body);
      metrics.count('hulin_enrolments_total', 'Enrolment requests by outcome.', {
        outcome: enrolled.ok ? 'enrolled' : enrolled.because,
      });
      if (!enrolled.ok) throw new Refusal(enrolled.because, refusals[enrolled.because]);
      const { device, chain, grant, epoch, time } = enrolled;
      const hub = { identity: keys.identity, certificates: keys.certificates };
      const request = await sha256Hex(`${body.code}.${kid}`);
      return signedAnswer(keys, {
        ...{ v: 1, request, device, kid, chain, grant, hub, epoch, time },
      } satisfies EnrolmentAnswer);
    },
  });
  const recall = route({
    method: 'POST',
    path: '/api/v1/enrolments/recall',
    summary:
      'After the hub was restored from a backup older than an enrolment: the hub’s own answer of then, shown by the key it was for, brings device, chain and grant back.',
    who: 'newcomer',
    body: recallRequestSchema,
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'bad-request-signature', 'unknown-device'],
    handle: async ({ body: { answer, key, sig } }) => {
      const kid = await provenKid({ code: await recallText(answer), key, sig });
      const said = await ownAnswer(keys, answer);
      const isBack = said?.kid === kid && (await recallDevice({ database, keys, clock }, { answer: said, kid, key }));
      if (!isBack) throw new Refusal('unknown-device', 'body.answer: nothing this hub has lost');
      metrics.count('hulin_enrolments_total', 'Enrolment requests by outcome.', { outcome: 'recalled' });
      return emptyAnswer();
    },
  });
  return [enrol, recall];
}

/** An enrolment answer that one of this hub's keys has signed; null for anything else. */
async function ownAnswer({ identity, certificates }: HubKeys, answer: Signed): Promise<EnrolmentAnswer | null> {
  const certificate = signingCertificate({ identity, certificates }, answer.kid);
  if (!certificate || !(await isSignedBy('answer', answer, await importVerifyKey(certificate.jwk)))) return null;
  const said = v.safeParse(v.pipe(v.string(), v.parseJson(), enrolmentAnswerSchema), answer.raw);
  return said.success ? said.output : null;
}

/** The key's thumbprint, once its holder has proved to have the private half by signing the code. */
async function provenKid({ code, key, sig }: { code: string; key: PublicJwk; sig: string }): Promise<string> {
  const publicKey = await importVerifyKey(key).catch(() => {
    throw new Refusal('bad-input', 'body.key: no point on P-256');
  });
  const kid = await thumbprint(key);
  const isProven = await isSignedBy('session', { raw: code, sig, kid }, publicKey);
  if (!isProven) throw new Refusal('bad-request-signature', 'body.sig: not this key over this code');
  return kid;
}
