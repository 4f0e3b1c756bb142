import {
  beginPart,
  type PartAct,
  type PartInput,
  type PartSent,
  stepPart,
  wholeBytes,
} from '../../domain/custody/part-step.ts';
import type { Later, LaterReason } from '../../domain/custody/push-step.ts';
import type { PartEnd } from '../../domain/custody/round-step.ts';
import { firstChunkBytes, sizeChunk } from '../../domain/custody/size-chunk.ts';
import { type Bytes, sha256Hex } from '../../protocol/bytes.ts';
import { maxChunkBytes, type PartProgress, partAnswerSchema, partProgressSchema } from '../../protocol/custody.ts';
import type { HubConnection } from './hub-connection.ts';
import { SharedWrites } from './shared-writes.ts';
import { freshNonce, type SignedAnswer } from './signed-requests.ts';

/** Where parts to be sent lie: this phone's own, or those it carries for others. */
export interface PartSource {
  readBytes(sha256: string): Promise<Bytes | null>;
  /** Its first chunk is about to be sent: from now on the hub is asked where to go on. */
  begin(sha256: string, at: number): Promise<void>;
  /** The hub has all of these. */
  received(sha256s: readonly string[]): Promise<void>;
  /** The bytes here went bad, or are gone: it is not to be sent again. Absent: that is remembered until the page goes. */
  spoilt?(sha256: string): Promise<void>;
}

/** One of them; `begunAt` absent: nothing of it was sent yet. */
export interface PartToSend {
  readonly sha256: string;
  readonly bytes: number;
  readonly begunAt?: number | undefined;
}

/** As many requests as a browser makes to one place at a time. */
const mostAtOnce = 6;
/** What a line carries in the time of one chunk may be more than a chunk may be long. */
const mostBytesAtOnce = mostAtOnce * maxChunkBytes;

/**
 * Sends parts by the hash of their ciphertext: small ones whole, others in chunks sized to the line. Where a cut part goes on, the
 * hub says; a page that dies between two chunks loses at most the one under way.
 */
export class PartSender {
  readonly #source: PartSource;
  /** Of parts the hub has: a part is not kept waiting by the note about the one before. */
  readonly #arrivals: SharedWrites<string>;
  readonly #hub: HubConnection;
  readonly #now: () => number;
  #chunkBytes = firstChunkBytes;
  /** As many bytes as may be on their way at once: a cut costs no more. */
  #bytesAtOnce = firstChunkBytes;
  readonly #spoilt = new Set<string>();
  /** Those the hub did not take, and how it said so: until they are to be tried again. */
  readonly #putOff = new Map<string, Later>();

  constructor(source: PartSource, hub: HubConnection, now: () => number) {
    this.#source = source;
    this.#arrivals = new SharedWrites((sha256s) => source.received(sha256s));
    this.#hub = hub;
    this.#now = now;
  }

  /** What was not sent when it was tried is sent again when it is asked for. */
  tryPutOff(): void {
    this.#putOff.clear();
  }

  /**
   * Sends these in their order; of what was put off it only says why. One refused part delays no other. Several are on their way at once on a line found good, but never more
   * bytes than it carries in the time of one chunk, and of each no more than one chunk.
   */
  async send(parts: readonly PartToSend[], firstNonce: string, signal: AbortSignal): Promise<PartEnd> {
    const nonce = { value: firstNonce };
    const underWay = new Map<Promise<void>, number>();
    const due = parts.filter(({ sha256 }) => !this.#spoilt.has(sha256) && !this.#putOff.has(sha256));
    let end: PartEnd = parts.map(({ sha256 }) => this.#putOff.get(sha256)).find(Boolean) ?? { kind: 'done' };
    let isLineDead = false;
    for (const part of due) {
      const bytes = Math.min(part.bytes, this.#chunkBytes);
      while (!this.#hasRoom(bytes, [...underWay.values()])) await Promise.race(underWay.keys());
      if (isLineDead) break;
      const sending = this.#sendPart(part, nonce, signal).then((sent) => {
        underWay.delete(sending);
        if (sent.kind !== 'later') return;
        if (sent.because === 'problem') this.#putOff.set(part.sha256, sent);
        if (!isLineDead) end = sent;
        isLineDead ||= sent.because !== 'problem';
      });
      sending.catch(() => undefined); // it is waited for below, unless another fails before
      underWay.set(sending, bytes);
    }
    await Promise.all(underWay.keys());
    await this.#arrivals.settled();
    return end;
  }

  #hasRoom(bytes: number, underWay: readonly number[]): boolean {
    if (underWay.length === 0) return true;
    const all = underWay.reduce((sum, one) => sum + one, bytes);
    return this.#isLineGood && underWay.length < mostAtOnce && all <= this.#bytesAtOnce;
  }

  /** It carried the first chunk in less than the time a chunk should take. */
  get #isLineGood(): boolean {
    return this.#chunkBytes > firstChunkBytes;
  }

  async #sendPart(part: PartToSend, nonce: { value: string }, signal: AbortSignal): Promise<PartSent> {
    const { sha256 } = part;
    const read = await this.#source.readBytes(sha256);
    const body = read ?? new Uint8Array();
    let move = beginPart({ bytes: read?.length ?? null, hasBegun: part.begunAt !== undefined }, this.#chunkBytes);
    while (move.act.kind !== 'end')
      move = stepPart(move.state, await this.#perform(move.act, sha256, body, nonce, signal));
    if (move.act.end.kind === 'sent') this.#arrivals.add(sha256);
    if (move.act.end.kind === 'spoilt') await this.#noteSpoilt(sha256);
    return move.act.end;
  }

  async #noteSpoilt(sha256: string): Promise<void> {
    this.#spoilt.add(sha256);
    await this.#source.spoilt?.(sha256);
  }

  async #perform(
    act: Exclude<PartAct, { kind: 'end' }>,
    sha256: string,
    body: Bytes,
    nonce: { value: string },
    signal: AbortSignal,
  ): Promise<PartInput> {
    if (act.kind === 'check-bytes') return { kind: 'checked', isAsNamed: (await sha256Hex(body)) === sha256 };
    if (act.kind === 'send-whole') return this.#sendWhole(sha256, body, nonce, signal);
    if (act.kind === 'send-chunk' && act.isFirst) await this.#source.begin(sha256, this.#now());
    const asked = await (act.kind === 'ask-progress'
      ? this.#askProgress(sha256, signal)
      : this.#sendChunk(sha256, body, act.offset, nonce.value, signal));
    if (asked.kind === 'later') return asked;
    if (act.kind === 'send-chunk') nonce.value = asked.says.nonce;
    return { kind: 'told', offset: asked.says.offset, complete: asked.says.complete };
  }

  async #sendWhole(sha256: string, body: Bytes, nonce: { value: string }, signal: AbortSignal): Promise<PartInput> {
    const headers = { 'content-type': 'application/octet-stream' };
    const request = { method: 'PUT', path: pathOf(sha256), headers, body, nonce: nonce.value } as const;
    const startedAt = this.#now();
    const asked = await this.#hub.requests.ask(request, partAnswerSchema, signal);
    if (body.length > wholeBytes) this.#learnLine(asked.kind === 'answer' ? body.length : null, startedAt);
    if (asked.kind === 'later') return asked;
    if (asked.says.sha256 !== sha256) return later('unsigned');
    nonce.value = asked.says.nonce;
    return { kind: 'told', offset: body.length, complete: true };
  }

  async #sendChunk(
    sha256: string,
    body: Bytes,
    offset: number,
    nonce: string,
    signal: AbortSignal,
  ): Promise<SignedAnswer<PartProgress>> {
    const chunk = body.subarray(offset, offset + this.#chunkBytes);
    const headers = { 'content-type': 'application/offset+octet-stream' };
    const path = `${pathOf(sha256)}?offset=${offset}`;
    const startedAt = this.#now();
    const request = { method: 'PATCH', path, headers, body: chunk, nonce } as const;
    const asked = await this.#hub.requests.ask(request, partProgressSchema, signal);
    this.#learnLine(asked.kind === 'answer' ? chunk.length : null, startedAt);
    return ofPart(sha256, asked);
  }

  /** What one request tells of the line; null: it was cut. */
  #learnLine(bytes: number | null, startedAt: number): void {
    const sent = bytes === null ? ('cut' as const) : { bytes, elapsedMs: this.#now() - startedAt };
    this.#chunkBytes = sizeChunk(this.#chunkBytes, sent, maxChunkBytes);
    this.#bytesAtOnce = sizeChunk(this.#bytesAtOnce, sent, mostBytesAtOnce);
  }

  async #askProgress(sha256: string, signal: AbortSignal): Promise<SignedAnswer<PartProgress>> {
    const request = { method: 'GET', path: pathOf(sha256), nonce: freshNonce() } as const;
    return ofPart(sha256, await this.#hub.requests.ask(request, partProgressSchema, signal));
  }
}

/** Nothing of an answer about another part counts. */
function ofPart(sha256: string, asked: SignedAnswer<PartProgress>): SignedAnswer<PartProgress> {
  if (asked.kind === 'later' || asked.says.sha256 === sha256) return asked;
  return { kind: 'later', because: 'unsigned', status: null, code: null };
}

function pathOf(sha256: string): string {
  return `/api/v1/parts/${sha256}`;
}

function later(because: LaterReason): Later {
  return { kind: 'later', because, status: null, code: null };
}
