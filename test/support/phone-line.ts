import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { signedBodyHeader } from '../../src/protocol/signed-body.ts';
import { type HubUnderTest, testPublicUrl } from './hub-under-test.ts';

type Answer = { readonly path: string; readonly response: Response };

const unpacking: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { br: brotliDecompressSync, gzip: gunzipSync };

/** The line between one phone and a hub in this process, with what can go wrong on it. */
export class PhoneLine {
  /** Every request that reached the hub, as `METHOD path`. */
  readonly heard: string[] = [];
  isDown = false;
  /** The hub does its work, the answer never comes. */
  losesAnswerTo: (path: string) => boolean = () => false;
  /** The request never reaches the hub. */
  losesRequest: (path: string) => boolean = () => false;
  /** The answer breaks off; `bytes` of it as they travel. */
  cutsAnswer: (path: string, bytes: number) => boolean = () => false;
  /** Stands between: a portal's page, a changed answer. */
  meddle: (answer: Answer) => Promise<Response> = async ({ response }) => response;
  readonly #hub: HubUnderTest;
  #cookie = '';

  constructor(hub: HubUnderTest) {
    this.#hub = hub;
  }

  readonly fetch: Fetch = async (path, init) => {
    if (this.isDown || this.losesRequest(path)) throw new TypeError('no line');
    const response = await this.#ask(path, init);
    if (this.losesAnswerTo(path)) throw new TypeError('line cut before the answer');
    return this.meddle({ path, response });
  };

  forgetsSession(): void {
    this.#cookie = '';
  }

  #browserHeaders(): Record<string, string> {
    return { cookie: this.#cookie, origin: testPublicUrl };
  }

  async #ask(path: string, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    this.heard.push(`${method} ${path}`);
    const payload = body instanceof Uint8Array ? Buffer.from(body) : body;
    const answer = await this.#hub.app.inject({
      method: method as 'GET',
      url: path,
      headers: { 'accept-encoding': 'gzip, br', ...(headers as Record<string, string>), ...this.#browserHeaders() },
      ...(payload ? { payload: payload as string | Buffer } : {}),
    });
    const cookie = answer.headers['set-cookie'];
    if (typeof cookie === 'string') this.#cookie = cookie.split(';')[0] ?? '';
    const type = String(answer.headers['content-type'] ?? '');
    const signed = answer.headers[signedBodyHeader];
    const hasBody = answer.statusCode !== 204;
    if (this.cutsAnswer(path, answer.rawPayload.length)) throw new TypeError('line cut within the answer');
    const unpack = unpacking[String(answer.headers['content-encoding'])] ?? ((bytes) => bytes);
    const content = unpack(answer.rawPayload);
    return new Response(hasBody ? new Uint8Array(content) : null, {
      status: answer.statusCode,
      headers: { 'content-type': type, ...(typeof signed === 'string' && { [signedBodyHeader]: signed }) },
    });
  }
}

/** A captive portal: 200 and a page of its own, to everything. */
export const portalPage = async (): Promise<Response> =>
  new Response('<html>请先登录 Wi-Fi</html>', { status: 200, headers: { 'content-type': 'text/html' } });
