import { randomBytes } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { uuidv7 } from 'uuidv7';
import * as v from 'valibot';
import type { Role } from '../../src/domain/shared/codes.ts';
import { type Bytes, sha256Hex, toBase64url, utf8 } from '../../src/protocol/bytes.ts';
import {
  type HeadAnswer,
  headAnswerSchema,
  keyCertificateSchema,
  type PartProgress,
  type PushAnswer,
  partAnswerSchema,
  partProgressSchema,
  pushAnswerSchema,
} from '../../src/protocol/custody.ts';
import { type EnrolmentAnswer, enrolmentAnswerSchema, type Grant } from '../../src/protocol/enrolment.ts';
import type { HulinEvent, SentEvent } from '../../src/protocol/event.ts';
import { type PullAnswer, pullAnswerSchema } from '../../src/protocol/pull.ts';
import { generateRecordKey, importSealingKey, sealPart, wrapRecordKey } from '../../src/protocol/seal.ts';
import {
  generateDeviceKey,
  isSignedBy,
  type PublicJwk,
  requestHeaders,
  requestText,
  signedSchema,
  signText,
  thumbprint,
  toPublicJwk,
} from '../../src/protocol/signed.ts';
import { certifiedHubKey } from './certified-hub-key.ts';
import type { EventDraft, PersonaHub } from './persona-hub.ts';
import { aViolationBody } from './some-violation.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A device key of somebody nobody has enrolled. */
export async function asStranger(): Promise<{ key: CryptoKeyPair; jwk: PublicJwk; kid: string }> {
  const key = await generateDeviceKey();
  const jwk = await toPublicJwk(key.publicKey);
  return { key, jwk, kid: await thumbprint(jwk) };
}

export const asRanger = (hub: PersonaHub, name?: string): Promise<Persona> => Persona.enrol(hub, 'ranger', name);
export const asCommander = (hub: PersonaHub): Promise<Persona> => Persona.enrol(hub, 'commander', '李指挥');
export const asAdministrator = (hub: PersonaHub): Promise<Persona> => Persona.enrol(hub, 'administrator', '管理员甲');
export const asGateKeeper = (hub: PersonaHub): Promise<Persona> => Persona.enrol(hub, 'gate-keeper', '卡口甲');

/** Posts an enrolment as a phone does. */
export async function requestEnrolment(
  hub: PersonaHub,
  code: string,
  { key, jwk, kid }: Awaited<ReturnType<typeof asStranger>>,
): Promise<LightMyRequestResponse> {
  const { sig } = await signText('session', code, key.privateKey, kid);
  return hub.app.inject({ method: 'POST', url: '/api/v1/enrolments', payload: { code, key: jwk, sig } });
}

/** Somebody with an enrolled device, as real as a phone: own key, own chain, every answer's signature checked. */
export class Persona {
  readonly hub: PersonaHub;
  readonly key: CryptoKeyPair;
  readonly kid: string;
  readonly enrolment: EnrolmentAnswer;
  #cookie = '';
  #nonce = '';
  #seq = 0;
  #hash: string | null = null;

  private constructor(hub: PersonaHub, key: CryptoKeyPair, kid: string, enrolment: EnrolmentAnswer) {
    this.hub = hub;
    this.key = key;
    this.kid = kid;
    this.enrolment = enrolment;
  }

  static async enrol(hub: PersonaHub, role: Role, name?: string): Promise<Persona> {
    const stranger = await asStranger();
    const response = await requestEnrolment(hub, await hub.code(role, name), stranger);
    const raw = JSON.parse(response.json<{ raw: string }>().raw) as unknown;
    const enrolment = v.parse(enrolmentAnswerSchema, raw);
    return new Persona(hub, stranger.key, stranger.kid, enrolment);
  }

  /** Of the session, as a browser sends it. */
  get cookie(): string {
    return this.#cookie;
  }

  get chain(): string {
    return this.enrolment.chain;
  }

  get device(): string {
    return this.enrolment.device;
  }

  get grant(): Grant {
    return this.enrolment.grant;
  }

  /** Opens a session and keeps its cookie. */
  async signIn(): Promise<this> {
    const challenge = await this.challenge();
    const response = await this.answerChallenge(challenge);
    const cookie = response.headers['set-cookie'];
    if (typeof cookie !== 'string') throw new Error(`no session: ${response.body}`);
    this.#cookie = cookie.split(';')[0] ?? '';
    return this;
  }

  async challenge(): Promise<string> {
    const payload = { device: this.kid };
    const response = await this.hub.app.inject({ method: 'POST', url: '/api/v1/sessions/challenge', payload });
    return response.json<{ nonce: string }>().nonce;
  }

  async answerChallenge(nonce: string): Promise<LightMyRequestResponse> {
    const { sig } = await signText('session', nonce, this.key.privateKey, this.kid);
    const payload = { device: this.kid, nonce, sig };
    return this.hub.app.inject({ method: 'POST', url: '/api/v1/sessions', payload });
  }

  /** A request with the session's cookie. */
  ask(method: Method, url: string, payload?: object, headers: Record<string, string> = {}) {
    const all = { cookie: this.#cookie, ...headers };
    return this.hub.app.inject({ method, url, headers: all, ...(payload && { payload }) });
  }

  async pull(cursor = '', limit = 500): Promise<PullAnswer> {
    const response = await this.ask('GET', `/api/v1/pull?cursor=${cursor}&limit=${limit}`);
    return v.parse(pullAnswerSchema, response.json());
  }

  /** Pulls to the end. */
  async pullAll(limit = 500): Promise<PullAnswer['changes']> {
    const changes: PullAnswer['changes'] = [];
    for (let cursor = ''; ; ) {
      const page = await this.pull(cursor, limit);
      changes.push(...page.changes);
      if (!page.more) return changes;
      cursor = page.cursor;
    }
  }

  /** A device-signed request; `change` alters headers or body after signing. */
  async signed(
    method: Method,
    url: string,
    body: Bytes = utf8(''),
    { nonce, headers = {}, payload }: { nonce?: string; headers?: Record<string, string>; payload?: Bytes } = {},
  ): Promise<LightMyRequestResponse> {
    const used = nonce ?? this.#nonce;
    const text = await requestText(method, url, used, body);
    const { sig } = await signText('request', text, this.key.privateKey, this.kid);
    const signature = {
      [requestHeaders.device]: this.kid,
      [requestHeaders.nonce]: used,
      [requestHeaders.signature]: sig,
    };
    const sent = payload ?? body;
    const content = sent.length > 0 ? { payload: Buffer.from(sent) } : {};
    return this.hub.app.inject({ method, url, headers: { ...signature, ...headers }, ...content });
  }

  /** Asks for a chain's head, which brings a nonce for pushing. */
  async head(chain = this.chain): Promise<HeadAnswer> {
    const url = `/api/v1/chains/${chain}/head`;
    const nonce = toBase64url(randomBytes(16));
    const response = await this.signed('GET', url, utf8(''), { nonce });
    const request = await sha256Hex(await requestText('GET', url, nonce, utf8('')));
    const answer = v.parse(headAnswerSchema, await this.readAnswer(response, request));
    this.#nonce = answer.nonce;
    return answer;
  }

  async pushRaw(body: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    if (!this.#nonce) await this.head();
    const json = { 'content-type': 'application/json' };
    return this.signed('POST', '/api/v1/push', utf8(JSON.stringify(body)), { headers: { ...json, ...headers } });
  }

  /** Pushes events of a chain and answers the hub's checked answer. */
  async push(events: readonly unknown[], chain = this.chain): Promise<PushAnswer> {
    const response = await this.pushRaw({ v: 1, chain, events });
    const answer = v.parse(pushAnswerSchema, await this.readAnswer(response));
    this.#nonce = answer.nonce;
    return answer;
  }

  async putPart(sha256: string, bytes: Bytes): Promise<LightMyRequestResponse> {
    if (!this.#nonce) await this.head();
    const headers = { 'content-type': 'application/octet-stream' };
    return this.signed('PUT', `/api/v1/parts/${sha256}`, bytes, { headers });
  }

  /** Sends a chunk of a part and answers how far it has come; the whole answer when it was refused. */
  async patchPart(sha256: string, offset: number, bytes: Bytes): Promise<PartProgress> {
    if (!this.#nonce) await this.head();
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const response = await this.signed('PATCH', `/api/v1/parts/${sha256}?offset=${offset}`, bytes, { headers });
    return v.parse(partProgressSchema, await this.readAnswer(response));
  }

  async partProgress(sha256: string): Promise<PartProgress> {
    const nonce = toBase64url(randomBytes(16));
    const response = await this.signed('GET', `/api/v1/parts/${sha256}`, utf8(''), { nonce });
    return v.parse(partProgressSchema, await this.readAnswer(response));
  }

  async putPartWell(sha256: string, bytes: Bytes): Promise<void> {
    v.parse(partAnswerSchema, await this.readAnswer(await this.putPart(sha256, bytes)));
  }

  /** The text of a signed answer, once its signature is found to be a certified hub key's and, if given, its request ours. */
  async readAnswer(response: LightMyRequestResponse, request?: string): Promise<{ request: string }> {
    const signed = v.safeParse(signedSchema, response.statusCode === 200 ? response.json() : null);
    if (!signed.success) throw new Error(`not a signed answer: ${response.statusCode} ${response.body}`);
    const key = await this.#hubKey(signed.output.kid, 'signing');
    if (!(await isSignedBy('answer', signed.output, key))) throw new Error('not signed by the hub');
    const text = JSON.parse(signed.output.raw) as { request: string };
    if (request && text.request !== request) throw new Error('an answer to another request');
    return text;
  }

  #hubKey(kid: string, use: 'signing'): Promise<CryptoKey> {
    return certifiedHubKey(this.enrolment.hub, kid, use);
  }

  /** Whether a receipt bears the hub's signature. */
  async isReceiptGenuine(receipt: { raw: string; sig: string; kid: string }): Promise<boolean> {
    return isSignedBy('receipt', receipt, await this.#hubKey(receipt.kid, 'signing'));
  }

  /** The next event of this device's chain, signed. */
  async record(draft: EventDraft = {}): Promise<SentEvent> {
    const link = await this.signEvent(draft, this.#seq + 1, this.#hash);
    this.#seq += 1;
    this.#hash = await sha256Hex(link.raw);
    return link;
  }

  async records(count: number, draft: EventDraft = {}): Promise<SentEvent[]> {
    const events: SentEvent[] = [];
    while (events.length < count) events.push(await this.record(draft));
    return events;
  }

  /** An event at any place, whether it fits there or not. */
  async signEvent(draft: EventDraft, seq: number, prev: string | null): Promise<SentEvent> {
    const event: HulinEvent = {
      ...{ v: 1, id: draft.id ?? uuidv7(), chain: this.chain, seq, prev },
      ...{ kind: draft.kind ?? 'violation', schema: draft.schema ?? 1, person: draft.person ?? this.grant.person.id },
      at: {
        ...{ wall: draft.wall ?? this.hub.clock.now(), zone: 'Asia/Shanghai', monotonic: 1000 },
        ...{ boot: 'test', seen: draft.seen ?? null },
      },
      ...(draft.base !== undefined && { base: draft.base }),
      body: draft.body ?? aViolationBody(),
      parts: [...(draft.parts ?? [])],
    };
    const signed = await signText('event', JSON.stringify(event), this.key.privateKey, this.kid);
    return { ...signed, wraps: [...(draft.wraps ?? [])] };
  }

  /** Seals parts under a fresh key wrapped to the hub, for an event that names them. */
  async seal(contents: readonly { plain: Bytes; role: 'fields' | 'photo'; type: string }[], id = uuidv7()) {
    const recordKey = await generateRecordKey();
    const sealing = this.sealingKey();
    const wrap = await wrapRecordKey(recordKey, id, await importSealingKey(sealing.jwk), sealing.kid);
    const sealed = await Promise.all(
      contents.map(async ({ plain, role, type }) => {
        const bytes = await sealPart(plain, role, recordKey);
        return { bytes, reference: { sha256: await sha256Hex(bytes), bytes: bytes.length, type, role } };
      }),
    );
    return { id, wraps: [wrap], sealed, parts: sealed.map(({ reference }) => reference) };
  }

  /** The newest sealing key the hub certified at the enrolment. */
  sealingKey(): { jwk: PublicJwk; kid: string } {
    const texts = this.enrolment.hub.certificates.map(({ raw }) => v.parse(keyCertificateSchema, JSON.parse(raw)));
    const newest = texts.findLast(({ use }) => use === 'sealing');
    if (!newest) throw new Error('the hub has no sealing key');
    return newest;
  }
}
