import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import { nonceSchema } from '../../protocol/custody.ts';
import { hashedRequestText, kidSchema, requestHeaders, signatureSchema } from '../../protocol/signed.ts';
import { deviceByKid, type EnrolledDevice } from '../custody/find-device.ts';
import { findSession, isDesk, type Session, sessionCookie } from '../custody/sessions.ts';
import { isSignedNatively, nativePublicKey, sha256Natively } from '../keys/native-signing.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import type { Caller, Who } from './route.ts';

/** A device-signed request whose signature is still to be checked against its body. */
export interface Claim {
  readonly device: EnrolledDevice;
  readonly nonce: string;
  readonly sig: string;
}

type AuthTools = Pick<HubTools, 'database' | 'clock' | 'keys' | 'publicUrl'>;

/** The session behind a request's cookie; null for a stranger. */
export async function sessionOf({ database, clock }: AuthTools, request: FastifyRequest): Promise<Session | null> {
  const token = request.cookies[sessionCookie];
  return token ? findSession(database, token, clock.now()) : null;
}

/** The session a path asks for, in a role it serves. */
export async function requireSession(tools: AuthTools, request: FastifyRequest, who: Who): Promise<Session> {
  const session = await sessionOf(tools, request);
  if (!session) throw new Refusal('not-signed-in', 'no session: sign a challenge first');
  if (request.method !== 'GET') requireOwnOrigin(tools, request);
  if (who === 'administrator' && session.role !== 'administrator')
    throw new Refusal('not-allowed', 'for administrators');
  if (who === 'command' && !isDesk(session.role)) throw new Refusal('not-allowed', 'for command');
  return session;
}

/** Browsers name the page a state-changing request comes from; it has to be ours. Other clients send nothing. */
function requireOwnOrigin({ publicUrl }: AuthTools, request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = [publicUrl, `${request.protocol}://${request.host}`];
  const isOwn = origin === undefined ? site === undefined || site === 'same-origin' : own.includes(origin);
  if (!isOwn) throw new Refusal('wrong-origin', 'the page that asks is not this hub’s');
}

const claimSchema = v.object({ device: kidSchema, nonce: nonceSchema, signature: signatureSchema });

/** Reads the headers of a device-signed request and finds its device, before the body is read. */
export async function readClaim(
  { database, clock, keys }: AuthTools,
  { headers }: FastifyRequest,
  isClientNonce: boolean,
): Promise<Claim> {
  const given = { device: headers[requestHeaders.device], nonce: headers[requestHeaders.nonce] };
  const claim = v.safeParse(claimSchema, { ...given, signature: headers[requestHeaders.signature] });
  if (!claim.success)
    throw new Refusal('not-signed-in', `header ${headerOf(claim.issues[0])}: missing or not readable`);
  const { device: kid, nonce, signature: sig } = claim.output;
  const device = await deviceByKid(database, kid);
  if (!device) throw new Refusal('unknown-device', 'enrol first');
  if (!isClientNonce && !keys.checkNonce(nonce, kid, clock.now())) {
    throw new Refusal('nonce-expired', 'ask for the chain’s head: it brings a fresh nonce');
  }
  return { device, nonce, sig };
}

function headerOf(issue: v.BaseIssue<unknown>): string {
  const names: Readonly<Record<string, string>> = requestHeaders;
  return names[v.getDotPath(issue) ?? ''] ?? requestHeaders.signature;
}

/** Checks the signature over method, path, nonce and the body as sent. */
export async function proveClaim({ device, nonce, sig }: Claim, request: FastifyRequest, body: Bytes): Promise<Caller> {
  const text = hashedRequestText(request.method, request.raw.url ?? request.url, nonce, sha256Natively(body));
  const key = nativePublicKey(device.kid, device.jwk);
  const isProven = await isSignedNatively('request', { raw: text, sig, kid: device.kid }, key);
  if (!isProven) throw new Refusal('bad-request-signature', 'not this device over this method, path, nonce and body');
  return { device, digest: sha256Natively(utf8(text)) };
}
