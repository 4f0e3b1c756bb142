import {
  challengeAnswerSchema,
  challengeRequestSchema,
  sessionAnswerSchema,
  sessionRequestSchema,
} from '../../protocol/enrolment.ts';
import { importVerifyKey, isSignedBy } from '../../protocol/signed.ts';
import { deviceByKid, type EnrolledDevice } from '../custody/find-device.ts';
import {
  endSession,
  issueChallenge,
  openSession,
  sessionCookie,
  sessionLifeMs,
  spendChallenge,
} from '../custody/sessions.ts';
import type { Queryable } from '../ports.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, jsonAnswer, type Route, route } from './route.ts';

/** Reading needs a session; pushing never does. No check here uses the client's time. */
export function sessionRoutes({ database, clock, publicUrl }: HubTools): Route[] {
  const challenge = route({
    method: 'POST',
    path: '/api/v1/sessions/challenge',
    summary: 'A one-use nonce for an enrolled device to sign within a minute.',
    who: 'newcomer',
    body: challengeRequestSchema,
    answer: { kind: 'json', schema: challengeAnswerSchema },
    problems: ['unknown-device', 'device-revoked'],
    handle: async ({ body }) => {
      const device = await activeDevice(database, body.device);
      return jsonAnswer({ nonce: await issueChallenge(database, device.kid, clock.now()) });
    },
  });
  const open = route({
    method: 'POST',
    path: '/api/v1/sessions',
    summary: 'Open a session: the nonce signed with the device key. Sets an HttpOnly cookie.',
    who: 'newcomer',
    body: sessionRequestSchema,
    answer: { kind: 'json', schema: sessionAnswerSchema },
    problems: ['unknown-device', 'device-revoked', 'nonce-expired', 'bad-request-signature', 'not-allowed'],
    handle: async ({ body: { device: kid, nonce, sig, grant: wanted } }) => {
      const device = await activeDevice(database, kid);
      const now = clock.now();
      if (!(await spendChallenge(database, nonce, kid, now))) {
        throw new Refusal('nonce-expired', 'body.nonce: used, older than a minute, or not for this device');
      }
      const isProven = await isSignedBy('session', { raw: nonce, sig, kid }, await importVerifyKey(device.jwk));
      if (!isProven) throw new Refusal('bad-request-signature', 'body.sig: not this device over this nonce');
      const session = await openSession(database, device.id, now, wanted);
      if (!session) throw new Refusal('not-allowed', 'this device has no grant at present');
      const { token, grant, expiresAt } = session;
      const cookie = writeCookie(token, sessionLifeMs / 1000, publicUrl);
      return jsonAnswer({ grant, time: now, expiresAt }, { 'set-cookie': cookie });
    },
  });
  const close = route({
    method: 'DELETE',
    path: '/api/v1/sessions',
    summary: 'End this session. What the device has not sent stays on it and can still be pushed.',
    who: 'session',
    answer: { kind: 'none' },
    status: 204,
    problems: [],
    handle: async ({ session }) => {
      await endSession(database, session.tokenHash, clock.now());
      return emptyAnswer({ 'set-cookie': writeCookie('', 0, publicUrl) });
    },
  });
  return [challenge, open, close];
}

async function activeDevice(db: Queryable, kid: string): Promise<EnrolledDevice> {
  const device = await deviceByKid(db, kid);
  if (!device) throw new Refusal('unknown-device', 'body.device: enrol first');
  if (device.status !== 'active')
    throw new Refusal('device-revoked', 'body.device: revoked, its records can still be pushed');
  return device;
}

function writeCookie(token: string, lifeSeconds: number, publicUrl: string): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifeSeconds}${secure}`;
}
