import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Heard {
  /** A PUBACK for this packet id. */
  readonly onPuback?: (packetId: number) => void;
  readonly onPublish?: (topic: string, payload: Buffer) => void;
}

const connack = 2;
const publish = 3;
const puback = 4;

/** A bare MQTT 3.1.1 connection that costs its machine as little as can be: what is measured is the other end. */
export class RawLine {
  readonly #socket: Socket;
  readonly #heard: Heard;
  #rest: Buffer = Buffer.alloc(0);
  #greeted: (() => void) | null = null;
  #packetId = 0;

  private constructor(socket: Socket, heard: Heard) {
    this.#socket = socket;
    this.#heard = heard;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
  }

  /** Resolves once the broker has taken the login; rejects when it closes the line instead. */
  static async open(port: number, clientId: string, login: Login | null, heard: Heard = {}): Promise<RawLine> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const line = new RawLine(socket, heard);
    const greeted = new Promise<void>((resolve, reject) => {
      line.#greeted = resolve;
      socket.once('close', () => reject(new Error(`${clientId}: the broker closed the line`)));
    });
    const flags = login ? 0xc2 : 0x02;
    const fields = [clientId, ...(login ? [login.username, login.password] : [])].map(field);
    socket.write(packet(0x10, Buffer.concat([field('MQTT'), Buffer.from([4, flags, 0, 0]), ...fields])));
    await greeted;
    return line;
  }

  subscribe(topic: string, qos: 0 | 1 = 1): void {
    this.#socket.write(packet(0x82, Buffer.concat([this.#nextId(), field(topic), Buffer.from([qos])])));
  }

  /** At QoS 1; answers the packet id. */
  publish(topic: string, payload: string): number {
    const id = this.#nextId();
    this.#socket.write(packet(0x32, Buffer.concat([field(topic), id, Buffer.from(payload)])));
    return this.#packetId;
  }

  /** Everything written in between goes out together. */
  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  close(): void {
    this.#socket.destroy();
  }

  #nextId(): Buffer {
    this.#packetId = (this.#packetId % 65_535) + 1;
    return Buffer.from([this.#packetId >> 8, this.#packetId & 255]);
  }

  #take(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const body = bodyOf(data);
      if (!body) break;
      this.#hear(data[0] ?? 0, data.subarray(body.start, body.end));
      data = data.subarray(body.end);
    }
    this.#rest = data;
  }

  #hear(header: number, body: Buffer): void {
    const type = header >> 4;
    if (type === connack && body[1] === 0) this.#greeted?.();
    if (type === puback) this.#heard.onPuback?.(body.readUInt16BE(0));
    if (type !== publish) return;
    const topicEnd = 2 + body.readUInt16BE(0);
    const hasId = (header & 0x06) !== 0;
    if (hasId) this.#socket.write(packet(0x40, body.subarray(topicEnd, topicEnd + 2)));
    this.#heard.onPublish?.(body.toString('utf8', 2, topicEnd), body.subarray(topicEnd + (hasId ? 2 : 0)));
  }
}

/** Where a whole packet's body lies; null while it is not whole. */
function bodyOf(data: Buffer): { start: number; end: number } | null {
  let length = 0;
  for (let at = 1; at < Math.min(data.length, 5); at += 1) {
    const digit = data[at] ?? 0;
    length += (digit & 0x7f) * 128 ** (at - 1);
    if (digit < 128) return data.length >= at + 1 + length ? { start: at + 1, end: at + 1 + length } : null;
  }
  return null;
}

function packet(header: number, body: Buffer): Buffer {
  const digits: number[] = [];
  for (let rest = body.length; ; rest = Math.floor(rest / 128)) {
    digits.push(rest < 128 ? rest : (rest % 128) | 0x80);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([header, ...digits]), body]);
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}
