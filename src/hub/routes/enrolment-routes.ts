import { sha256Hex } from '../../protocol/bytes.ts';
import { type EnrolmentAnswer, enrolmentAnswerSchema, enrolmentRequestSchema } from '../../protocol/enrolment.ts';
import { importVerifyKey, isSignedBy, type PublicJwk, thumbprint } from '../../protocol/signed.ts';
import { enrolDevice } from '../custody/enrol-device.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { type Route, route } from './route.ts';
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
  return [enrol];
}

/** The key's thumbprint, once its holder has proved to have the private half by signing the code. */
export async function provenKid({ code, key, sig }: { code: string; key: PublicJwk; sig: string }): Promise<string> {
  const publicKey = await importVerifyKey(key).catch(() => {
    throw new Refusal('bad-input', 'body.key: no point on P-256');
  });
  const kid = await thumbprint(key);
  const isProven = await isSignedBy('session', { raw: code, sig, kid }, publicKey);
  if (!isProven) throw new Refusal('bad-request-signature', 'body.sig: not this key over this code');
  return kid;
}
