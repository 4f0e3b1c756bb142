import * as v from 'valibot';
import { challengeAnswerSchema, sessionAnswerSchema } from '../../protocol/enrolment.ts';
import { signText } from '../../protocol/signed.ts';
import { askHub, type Fetch, type Heard, type HubRequest, textOf } from './hub-http.ts';
import type { RequestKey } from './signed-requests.ts';

const json = { 'content-type': 'application/json' };

/** Whose session it is to be. `mustSignIn`: the cookie there may be somebody else's. */
export interface SessionPerson {
  readonly grant: string;
  readonly mustSignIn: boolean;
  readonly onSignedIn: () => Promise<void>;
}

/** Reading needs a session: an HttpOnly cookie this code never sees. It is opened when the hub asks for it. */
export class Session {
  readonly #fetch: Fetch;
  readonly #key: RequestKey;
  readonly #person: SessionPerson | null;
  #mustOpen: boolean;
  #isOpen = false;
  #opening: Promise<string | null> | null = null;

  constructor(fetch: Fetch, key: RequestKey, person: SessionPerson | null = null) {
    this.#fetch = fetch;
    this.#key = key;
    this.#person = person;
    this.#mustOpen = person?.mustSignIn ?? false;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks with the session's cookie; opens a session first, or again, when there is none any more. */
  async ask(request: HubRequest, signal: AbortSignal): Promise<Heard> {
    const refused = this.#mustOpen ? await this.#openOnce(signal) : null;
    if (refused === 'no-network') return { kind: 'no-network' };
    if (refused !== null) return { kind: 'problem', status: 401, code: refused, detail: '' };
    const heard = await askHub(this.#fetch, request, signal);
    if (heard.kind !== 'problem' || heard.status !== 401) {
      this.#isOpen ||= heard.kind === 'body';
      return heard;
    }
    const refusal = await this.#openOnce(signal);
    if (refusal === null) return askHub(this.#fetch, request, signal);
    return refusal === 'no-network' ? { kind: 'no-network' } : { ...heard, code: refusal };
  }

  /** Null when a session stands, else a hint why not. Several askers at once open one. */
  #openOnce(signal: AbortSignal): Promise<string | null> {
    this.#opening ??= this.#open(signal).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(signal: AbortSignal): Promise<string | null> {
    const device = this.#key.kid;
    const challenged = await this.#post('/api/v1/sessions/challenge', { device }, challengeAnswerSchema, signal);
    if (typeof challenged === 'string') return challenged;
    const { sig } = await signText('session', challenged.nonce, this.#key.privateKey, device);
    const grant = this.#person ? { grant: this.#person.grant } : {};
    const answer = { device, nonce: challenged.nonce, sig, ...grant };
    const opened = await this.#post('/api/v1/sessions', answer, sessionAnswerSchema, signal);
    this.#isOpen = typeof opened !== 'string';
    if (typeof opened === 'string') return opened;
    this.#mustOpen = false;
    await this.#person?.onSignedIn();
    return null;
  }

  async #post<S extends v.GenericSchema<unknown, object>>(
    path: string,
    body: object,
    schema: S,
    signal: AbortSignal,
  ): Promise<v.InferOutput<S> | string> {
    const heard = await askHub(
      this.#fetch,
      { method: 'POST', path, headers: json, body: JSON.stringify(body) },
      signal,
    );
    if (heard.kind === 'no-network') return 'no-network';
    if (heard.kind === 'problem') return heard.code ?? 'not-signed-in';
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), textOf(heard.bytes));
    return answer.success ? answer.output : 'no-network';
  }
}
