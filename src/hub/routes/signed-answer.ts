import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { nonceSchema } from '../../protocol/custody.ts';
import { requestHeaders, requestText } from '../../protocol/signed.ts';
import { signedBodyHeader, signedBodyText } from '../../protocol/signed-body.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { Refusal } from './refusal.ts';
import { type Answer, jsonAnswer } from './route.ts';

/** An answer a client may act on: its raw text names the request it answers, signed by the hub. */
export async function signedAnswer(keys: HubSigner, text: object): Promise<Answer> {
  return jsonAnswer(await keys.sign('answer', JSON.stringify(text)));
}

/** JSON for a session, signed as a whole in a header when the request names a nonce: what a phone may store. */
export async function answerSignedWhole(keys: HubSigner, request: FastifyRequest, content: object): Promise<Answer> {
  const answer = jsonAnswer(content);
  const given = request.headers[requestHeaders.nonce];
  if (given === undefined) return answer;
  const nonce = v.safeParse(nonceSchema, given);
  if (!nonce.success) throw new Refusal('bad-input', `header ${requestHeaders.nonce}: not a nonce`);
  const path = request.raw.url ?? request.url;
  const digest = await sha256Hex(await requestText('GET', path, nonce.output, new Uint8Array()));
  const body = utf8(String(answer.body));
  const signed = await keys.sign('answer', await signedBodyText(digest, body));
  return { ...answer, headers: { ...answer.headers, [signedBodyHeader]: JSON.stringify(signed) }, body };
}
