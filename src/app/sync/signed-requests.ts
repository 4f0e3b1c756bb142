import * as v from 'valibot';
import { type Bytes, sha256Hex, toBase64url } from '../../protocol/bytes.ts';
import { requestHeaders, requestText, signText } from '../../protocol/signed.ts';
import { askHub, type Fetch, type HubRequest, textOf } from './hub-http.ts';
import { type HubVerifier, readSigned } from './hub-keys.ts';

/** A device key as requests are signed with it. */
export interface RequestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A hub's answer validly signed for this very request, or a reason to try again later. `code` and `status` are hints only. */
export type SignedAnswer<T> =
  | { readonly kind: 'answer'; readonly says: T; readonly sentAt: number; readonly receivedAt: number }
  | {
      readonly kind: 'later';
      readonly because: LaterReason;
      readonly status: number | null;
      readonly code: string | null;
    };
/** `foreign`: signed, but by a key the pinned identity never certified to us. */
export type LaterReason = 'no-network' | 'problem' | 'unsigned' | 'foreign';

export interface SignedRequest extends HubRequest {
  readonly nonce: string;
}

/** Makes device-signed requests and believes nothing but answers signed for them. */
export class SignedRequests {
  readonly #fetch: Fetch;
  readonly #key: RequestKey;
  readonly #hub: HubVerifier;
  readonly #wallNow: () => number;

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
    if (heard.kind === 'no-network') return later('no-network');
    if (heard.kind === 'problem') return later('problem', heard.status, heard.code);
    const signed = readSigned(textOf(heard.bytes));
    if (!signed) return later('unsigned', heard.status);
    if (!this.#hub.knows(signed.kid)) return later('foreign', heard.status);
    if (!(await this.#hub.isHubs('answer', signed))) return later('unsigned', heard.status);
    const says = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), signed.raw);
    if (!says.success || says.output.request !== (await sha256Hex(text))) return later('unsigned', heard.status);
    return { kind: 'answer', says: says.output, sentAt, receivedAt };
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

function later(because: LaterReason, status: number | null = null, code: string | null = null): SignedAnswer<never> {
  return { kind: 'later', because, status, code };
}
