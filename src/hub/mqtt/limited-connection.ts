import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

type Done = (problem?: Error | null) => void;

const publish = 3;
/** What a client has not read yet; more, and its connection ends. */
const maxUnreadBytes = 1024 * 1024;

/**
 * A socket as the broker may see it: no MQTT packet longer than `limitBytes` gets through. Of a longer PUBLISH only the first
 * `limitBytes` pass, as a whole packet of that length, and the rest is thrown away as it comes: the broker acknowledges it, the
 * hub quarantines what is left of it, and the gateway goes on. Any other long packet ends the connection.
 * A client that reads slowly or not at all never keeps the broker waiting, and with it everybody else: it is cut off in the end.
 */
export class LimitedConnection extends Duplex {
  readonly #socket: Socket;
  readonly #limitBytes: number;
  #header: number[] = [];
  #passBytes = 0;
  #dropBytes = 0;
  #ended = false;
  #holdsBack = false;

  constructor(socket: Socket, limitBytes: number) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#limitBytes = limitBytes;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => {
      this.#ended = true;
      this.push(null);
    });
    socket.on('error', (problem) => this.destroy(problem));
    // After a proper end what is still unread is read first; the stream then destroys itself.
    socket.on('close', () => this.#ended || this.destroy());
  }

  /** From now on the broker waits for this client: the hub, which reads as fast as it stores. */
  holdBack(): void {
    this.#holdsBack = true;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    if (this.#socket.destroyed) done();
    else this.#socket.end(() => done());
  }

  override _destroy(problem: Error | null, done: (problem: Error | null) => void): void {
    this.#socket.destroy();
    done(problem);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#holdsBack) {
      this.#socket.write(bytes, done);
      return;
    }
    this.#socket.write(bytes);
    done(this.#socket.writableLength > maxUnreadBytes ? new Error('the client does not read') : null);
  }

  #take(chunk: Buffer): void {
    const passed: Buffer[] = [];
    for (let at = 0; at < chunk.length && !this.destroyed; ) {
      if (this.#passBytes > 0) {
        const part = chunk.subarray(at, at + this.#passBytes);
        this.#passBytes -= part.length;
        at += part.length;
        passed.push(part);
      } else if (this.#dropBytes > 0) {
        const dropped = Math.min(this.#dropBytes, chunk.length - at);
        this.#dropBytes -= dropped;
        at += dropped;
      } else {
        const start = this.#takeHeaderByte(chunk[at++] as number);
        if (start) passed.push(start);
      }
    }
    if (passed.length > 0 && !this.push(Buffer.concat(passed))) this.#socket.pause();
  }

  /** Fixed header (MQTT 3.1.1 §2.2): type and flags, then the length in 1–4 bytes of 7 bits, lowest first. */
  #takeHeaderByte(byte: number): Buffer | null {
    this.#header.push(byte);
    if (this.#header.length === 1 || (byte & 0x80 && this.#header.length < 5)) return null;
    const [type, ...digits] = this.#header as [number, ...number[]];
    this.#header = [];
    const length = digits.reduceRight((sum, digit) => sum * 128 + (digit & 0x7f), 0);
    const isLong = length > this.#limitBytes;
    if (isLong && type >> 4 !== publish) {
      this.destroy(new Error(`MQTT packet of ${length} bytes, more than ${this.#limitBytes}`));
      return null;
    }
    this.#passBytes = isLong ? this.#limitBytes : length;
    this.#dropBytes = length - this.#passBytes;
    return Buffer.from([type, ...encodeLength(this.#passBytes)]);
  }
}

function encodeLength(length: number): number[] {
  const digits: number[] = [];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...digits, rest];
    digits.push((rest % 128) | 0x80);
  }
}
