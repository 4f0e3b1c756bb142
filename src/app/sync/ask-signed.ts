import * as v from 'valibot';
import { whyNotBelieved } from '../../domain/custody/believe-answer.ts';
import type { Later } from '../../domain/custody/push-step.ts';
import { unsignedList } from '../../domain/custody/round-step.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import { requestHeaders, requestText } from '../../protocol/signed.ts';
import { readSignedBody, signedBodyHeader, signedBodySchema } from '../../protocol/signed-body.ts';
import type { HubConnection } from './hub-connection.ts';
import { type Heard, textOf } from './hub-http.ts';
import { freshNonce } from './signed-requests.ts';

export type Asked<T> = { readonly kind: 'answer'; readonly says: T } | Later;

/**
 * Reads with the session, and believes nothing but a body that the hub signed as a whole for this very request. `answerBytes`: about as
 * many are expected.
 */
export async function askSigned<S extends v.GenericSchema>(
  hub: HubConnection,
  path: string,
  schema: S,
  signal: AbortSignal,
  answerBytes = 0,
): Promise<Asked<v.InferOutput<S>>> {
  const nonce = freshNonce();
  const headers = { [requestHeaders.nonce]: nonce };
  const heard = await hub.session.ask({ method: 'GET', path, headers, answerBytes }, signal);
  const digest = await sha256Hex(await requestText('GET', path, nonce, new Uint8Array()));
  const checked = await check(hub, heard, digest, signal);
  const because = whyNotBelieved(checked);
  const status = heard.kind === 'no-network' ? null : heard.status;
  if (heard.kind !== 'body') {
    return {
      kind: 'later',
      because: because ?? 'unsigned',
      status,
      code: heard.kind === 'problem' ? heard.code : null,
    };
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), textOf(heard.bytes));
  if (because !== null) {
    const isList = read.success && !checked.hasSignature;
    return { kind: 'later', because, status, code: isList ? unsignedList : null };
  }
  return read.success
    ? { kind: 'answer', says: read.output }
    : { kind: 'later', because: 'unsigned', status, code: null };
}

async function check({ verifier, requests }: HubConnection, heard: Heard, digest: string, signal: AbortSignal) {
  const signed = heard.kind === 'body' ? readSignedBody(heard.headers.get(signedBodyHeader)) : null;
  if (signed && !verifier.knows(signed.kid)) await requests.learnKeys(signal);
  const isKeyKnown = signed !== null && verifier.knows(signed.kid);
  const isSigned = isKeyKnown && (await verifier.isHubs('answer', signed));
  const says = isSigned ? v.safeParse(v.pipe(v.string(), v.parseJson(), signedBodySchema), signed.raw) : null;
  const isOfBody =
    heard.kind === 'body' && says?.success === true && says.output.body === (await sha256Hex(heard.bytes));
  const isForRequest = says?.success === true && says.output.request === digest;
  return { line: heard.kind, hasSignature: signed !== null, isKeyKnown, isSignatureValid: isOfBody, isForRequest };
}
