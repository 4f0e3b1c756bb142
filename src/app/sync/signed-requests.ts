import * as v from 'valibot';
import { whyNotBelieved } from '../../domain/custody/believe-answer.ts';
import type { Later, LaterReason } from '../../domain/custody/push-step.ts';
import { type Bytes, sha256Hex, toBase64url } from '../../protocol/bytes.ts';
import { requestHeaders, requestText, type Signed, signText } from '../../protocol/signed.ts';
import { askHub, type Fetch, type Heard, type HubRequest, textOf } from './hub-http.ts';
import { type HubVerifier, readSigned } from './hub-keys.ts';

/** A device key as requests are signed with it. */
export interface RequestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A hub's answer validly signed for this very request, or a reason to try again later. `code` and `status` are hints only. */
export type SignedAnswer<T> =
  | {
      readonly kind: 'answer';
      readonly says: T;
      readonly signed: Signed;
      readonly sentAt: number;
      readonly receivedAt: number;
    }
  | Later;

export interface SignedRequest extends HubRequest {
  readonly nonce: string;
}

/** Makes device-signed requests and believes nothing but answers signed for them. */
export class SignedRequests {
  readonly #fetch: Fetch;
  readonly #key: RequestKey;
  readonly #hub: HubVerifier;
  readonly #wallNow: () => number;
  #heeded = '';

  constructor(fetch: Fetch, key: RequestKey, hub: HubVerifier, wallNow: () => number) {
    this.#fetch = fetch;
    this.#key = key;
    this.#hub = hub;
    this.#wallNow = wallNow;
  }

  async ask<S extends v.GenericSchema<unknown, { request: string }>>(
    request: SignedRequest,
    schema: S,
    signal: AbortSignal,
  ): Promise<SignedAnswer<v.InferOutput<S>>> {
    const text = await textToSign(request);
    const sentAt = this.#wallNow();
    const heard = await askHub(this.#fetch, await this.#withSignature(request, text), signal);
    const receivedAt = this.#wallNow();
    const { says, signed, ...checked } = await this.#check(heard, text, schema, signal);
    const because = whyNotBelieved(checked);
    if (because === null && says !== null && signed !== null)
      return { kind: 'answer', says, signed, sentAt, receivedAt };
    const status = heard.kind === 'no-network' ? null : heard.status;
    return later(because ?? 'unsigned', status, heard.kind === 'problem' ? heard.code : null);
  }

  async #check<S extends v.GenericSchema<unknown, { request: string }>>(
    heard: Heard,
    text: string,
    schema: S,
    signal: AbortSignal,
  ) {
    const signed = heard.kind === 'body' ? readSigned(textOf(heard.bytes)) : null;
    if (signed && !this.#hub.knows(signed.kid)) await this.learnKeys(signal);
    const isKeyKnown = signed !== null && this.#hub.knows(signed.kid);
    const isSignatureValid = isKeyKnown && (await this.#hub.isHubs('answer', signed));
    const read = isSignatureValid ? v.safeParse(v.pipe(v.string(), v.parseJson(), schema), signed.raw) : null;
    const says = read?.success ? read.output : null;
    const isForRequest = says !== null && says.request === (await sha256Hex(text));
    return {
      line: heard.kind,
      hasSignature: signed !== null,
      isKeyKnown,
      isSignatureValid,
      isForRequest,
      says,
      signed,
    };
  }

  /** Asks for the hub's keys when it has others than this phone knows; once for each set of keys. */
  async heedKeys(digest: string | undefined, signal: AbortSignal): Promise<void> {
    if (digest === undefined || digest === this.#heeded) return;
    const isAnswered = digest === (await this.#hub.digest()) || (await this.learnKeys(signal));
    if (isAnswered) this.#heeded = digest;
  }

  /** Asks for the hub's keys; false when nobody answers. Whatever answers: only what the pinned identity certified is believed. */
  async learnKeys(signal: AbortSignal): Promise<boolean> {
    const request = { method: 'GET', path: '/api/v1/keys', nonce: freshNonce() } as const;
    const heard = await askHub(this.#fetch, await this.#withSignature(request, await textToSign(request)), signal);
    if (heard.kind === 'body') await this.#hub.learn(textOf(heard.bytes));
    return heard.kind === 'body';
  }

  async #withSignature(request: SignedRequest, text: string): Promise<HubRequest> {
    const { sig } = await signText('request', text, this.#key.privateKey, this.#key.kid);
    const { device, nonce, signature } = requestHeaders;
    const signing = { [device]: this.#key.kid, [nonce]: request.nonce, [signature]: sig };
    return { ...request, headers: { ...request.headers, ...signing } };
  }
}

/** A nonce the client makes up, for `head`: its answer cannot be an old one. */
export function freshNonce(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(18)));
}

function textToSign({ method, path, nonce, body }: SignedRequest): Promise<string> {
  const sent: Bytes = typeof body === 'string' ? new TextEncoder().encode(body) : (body ?? new Uint8Array());
  return requestText(method, path, nonce, sent);
}

function later(because: LaterReason, status: number | null = null, code: string | null = null): Later {
  return { kind: 'later', because, status, code };
}
