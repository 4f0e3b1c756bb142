import * as v from 'valibot';
import { codeAnswerSchema, codeRequestSchema } from '../../protocol/enrolment.ts';
import { enrolmentLink } from '../../protocol/enrolment-link.ts';
import { uuidSchema } from '../../protocol/event.ts';
import { momentSchema } from '../../protocol/signed.ts';
import { openingSchema } from '../../protocol/situation.ts';
import { issueCode } from '../custody/issue-code.ts';
import { openSealedPart } from '../custody/open-part.ts';
import { revokeDevice } from '../custody/revoke-device.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, jsonAnswer, type Route, route } from './route.ts';

/** Types a browser may be told; anything else a phone wrote is plain bytes, so that nothing opened can run. */
const harmlessType =
  /^(image\/(jpeg|png|webp|heic|heif|avif)|audio\/[a-z0-9.+-]+|application\/json|application\/geo\+json)$/;

export function commandRoutes(hub: HubTools): Route[] {
  const { database, keys, clock, metrics, publicUrl } = hub;
  const opening = route({
    method: 'POST',
    path: '/api/v1/openings',
    summary: 'Read one sealed part. Who read what is logged before the answer, which is never to be stored.',
    who: 'command',
    body: openingSchema,
    answer: { kind: 'bytes', type: 'application/octet-stream' },
    problems: ['bad-input', 'not-found', 'cannot-open'],
    handle: async ({ body, session: { device, person, role } }) => {
      const request = { event: body.event, part: body.part, reason: body.reason ?? null, device, person, role };
      const opened = await openSealedPart(hub, request);
      metrics.count('hulin_openings_total', 'Readings of sealed parts by outcome.', { outcome: opened.outcome });
      if (opened.outcome === 'missing') throw new Refusal('not-found', 'the hub does not have this part of this event');
      if (opened.outcome === 'cannot-open') throw new Refusal('cannot-open', 'no wrap of this event opens this part');
      const type = harmlessType.test(opened.type) ? opened.type : 'application/octet-stream';
      const headers = { 'content-type': type, 'content-disposition': 'attachment' };
      return { status: 200, headers, body: opened.plain };
    },
  });
  const code = route({
    method: 'POST',
    path: '/api/v1/codes',
    summary: 'A one-time enrolment link for somebody, good for ten minutes.',
    who: 'administrator',
    body: codeRequestSchema,
    answer: { kind: 'json', schema: codeAnswerSchema },
    problems: ['bad-input'],
    handle: async ({ body: { name, role, area }, session }) => {
      const draft = { name, role, area, issuedBy: session.person };
      const issued = await database.transaction((tx) => issueCode(tx, keys, clock.now(), draft));
      const link = enrolmentLink(publicUrl, issued.code, keys.identityKid);
      return jsonAnswer({ link, code: issued.code, expiresAt: issued.expiresAt });
    },
  });
  const revocation = route({
    method: 'POST',
    path: '/api/v1/revocations',
    summary:
      'Revoke a device: its sessions end, what it pushes from now on is held for review. `lostFrom`: it was lost or stolen then, so that what was received since is doubtful.',
    who: 'administrator',
    body: v.object({ device: uuidSchema, lostFrom: v.optional(momentSchema) }),
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'not-found'],
    handle: async ({ body, session }) => {
      const { device, lostFrom = null } = body;
      if (lostFrom !== null && lostFrom > clock.now()) throw new Refusal('bad-input', 'body.lostFrom: is to come');
      const isKnown = await revokeDevice({ database, keys, clock }, device, session.person, lostFrom);
      if (!isKnown) throw new Refusal('not-found', 'body.device');
      return emptyAnswer();
    },
  });
  return [opening, code, revocation];
}
