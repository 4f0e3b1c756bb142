import { connect, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Certificates } from './open-client.ts';
import type { Random } from './seeded-random.ts';

type Span = readonly [least: number, most: number];

/** A poor line. What is left out is as good as the machine's own. */
export interface LinkShape {
  readonly bytesPerSecond?: number;
  readonly latencyMs?: Span;
  /** This share of what is sent is lost and comes `stallMs` later, as TCP repeats it. */
  readonly lossShare?: number;
  readonly stallMs?: number;
  /** It is up for so long, then cut for so long, over and over. */
  readonly upMs?: Span;
  readonly downMs?: Span;
}

/** A gateway's line to its broker: shaped, cut and mended. Bytes keep their order; nothing is dropped but with the connection. */
export class Link {
  readonly #shape: LinkShape;
  readonly #random: Random;
  readonly #open = new Set<ShapedStream>();
  #timer: NodeJS.Timeout | undefined;
  #isDown: boolean;

  constructor(shape: LinkShape, random: Random, { isDown = false } = {}) {
    this.#shape = shape;
    this.#random = random;
    this.#isDown = isDown;
    if (!isDown) this.mend();
  }

  /** A connection to the host of an `mqtt://` or `mqtts://` address. */
  connect(url: string, certificates: Certificates | null = null): Duplex {
    if (this.#isDown) return new Duplex({ read: () => {}, write: () => {} }).destroy(new Error('the line is down'));
    const stream = new ShapedStream(openSocket(url, certificates), this.#shape, this.#random);
    this.#open.add(stream);
    stream.once('close', () => this.#open.delete(stream));
    return stream;
  }

  cut(): void {
    this.#isDown = true;
    for (const stream of this.#open) stream.destroy(new Error('the line is cut'));
    this.#after(this.#shape.downMs, () => this.mend());
  }

  mend(): void {
    this.#isDown = false;
    this.#after(this.#shape.upMs, () => this.cut());
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #after(span: Span | undefined, turn: () => void): void {
    clearTimeout(this.#timer);
    if (span) this.#timer = setTimeout(turn, between(span, this.#random));
  }
}

class ShapedStream extends Duplex {
  readonly #socket: Socket;
  readonly #shape: LinkShape;
  readonly #random: Random;
  #freeAt = { up: 0, down: 0 };
  /** One after the other: two timers may fire in another order than they were set. */
  #lastArrived = { up: Promise.resolve(), down: Promise.resolve() };

  constructor(socket: Socket, shape: LinkShape, random: Random) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#shape = shape;
    this.#random = random;
    socket.on('data', (chunk: Buffer) => {
      void this.#carry('down', chunk.length).arrived.then(() => this.push(chunk));
    });
    socket.on('error', (problem) => this.destroy(problem));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const { left, arrived } = this.#carry('up', chunk.length);
    void left.then(done);
    void arrived.then(() => this.#socket.destroyed || this.#socket.write(chunk));
  }

  override _final(done: () => void): void {
    void this.#carry('up', 0).arrived.then(() => this.#socket.end(done));
  }

  override _destroy(problem: Error | null, done: (problem: Error | null) => void): void {
    this.#socket.destroy();
    done(problem);
  }

  /** When the line is free for the next, and when these bytes are at the other end. */
  #carry(way: 'up' | 'down', bytes: number): { left: Promise<void>; arrived: Promise<void> } {
    const {
      bytesPerSecond = Number.POSITIVE_INFINITY,
      latencyMs = [0, 0],
      lossShare = 0,
      stallMs = 1000,
    } = this.#shape;
    const now = performance.now();
    this.#freeAt[way] = Math.max(now, this.#freeAt[way]) + (bytes / bytesPerSecond) * 1000;
    const stall = this.#random() < lossShare ? stallMs : 0;
    const arrival = this.#freeAt[way] + between(latencyMs, this.#random) + stall;
    this.#lastArrived[way] = this.#lastArrived[way].then(() => until(arrival));
    return { left: until(this.#freeAt[way]), arrived: this.#lastArrived[way] };
  }
}

function openSocket(url: string, certificates: Certificates | null): Socket {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'mqtts:';
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isTls ? 8883 : 1883) };
  return isTls
    ? connectTls({ ...place, ...certificates, ...(!isIP(hostname) && { servername: hostname }) })
    : connect(place);
}

async function until(moment: number): Promise<void> {
  const ms = moment - performance.now();
  if (ms > 0) await sleep(ms);
}

function between([least, most]: Span, random: Random): number {
  return least + (most - least) * random();
}
