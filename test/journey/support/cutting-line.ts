import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { announcedLength, isWholeAnswer, type Route, routeOf } from './http-bytes.ts';

/** After which bytes of a request or an answer the line acts. */
export type Boundary = 'nothing' | 'head' | 'inside' | 'all-but-one' | 'all';

/** What the line does to one exchange. `hold` passes nothing more and breaks nothing; `delay` passes the rest a little later. */
export interface Cut {
  readonly route: Route;
  readonly side: 'request' | 'answer';
  readonly after: Boundary;
  readonly manner: 'cut' | 'delay' | 'hold';
}

/** A cut that happened: so many bytes of so many passed before it. */
export interface MadeCut extends Cut {
  readonly passed: number;
  readonly of: number;
}

/** One attempt of the browser to send bytes of a part. */
export interface PartAttempt {
  readonly part: string;
  readonly offset: number;
  readonly bytes: number;
}

const delayMs = 300;

/**
 * A TCP line between a browser and its way out, which passes bytes on as they are until one of the cuts it was given comes up. Each cut is made
 * once, at the first exchange of its route; the cuts of a route are made in their order.
 */
export class CuttingLine {
  readonly made: MadeCut[] = [];
  readonly attempts: PartAttempt[] = [];
  readonly #planned: Cut[] = [];
  readonly #waiting: { readonly cut: Cut; readonly tell: () => void }[] = [];
  readonly #server: Server;
  readonly #towards: () => number;
  readonly #sockets = new Set<Socket>();

  private constructor(towards: () => number) {
    this.#towards = towards;
    this.#server = createServer(
      (browser) => new Connection(this, this.#keep(browser), this.#keep(connect(this.#towards(), '127.0.0.1'))),
    );
  }

  /** `port` is asked at each connection. */
  static async towards(port: () => number): Promise<CuttingLine> {
    const line = new CuttingLine(port);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get proxy(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  plan(...cuts: readonly Cut[]): void {
    this.#planned.push(...cuts);
  }

  /** What has been planned and not made yet. */
  get outstanding(): readonly Cut[] {
    return this.#planned;
  }

  /** Resolves when this cut has been made. */
  async makes(cut: Cut): Promise<void> {
    const made = new Promise<void>((tell) => this.#waiting.push({ cut, tell }));
    this.plan(cut);
    await made;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The next cut of this route, which is the caller's to make. */
  take(route: Route): Cut | null {
    const index = this.#planned.findIndex((cut) => cut.route === route);
    return index < 0 ? null : (this.#planned.splice(index, 1)[0] ?? null);
  }

  note(cut: Cut, passed: number, of: number): void {
    this.made.push({ ...cut, passed, of });
    for (const one of this.#waiting) if (one.cut === cut) one.tell();
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy()); // a broken connection is what this line is for
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}

/** One connection of the browser, one exchange after the other: browsers do not pipeline. */
class Connection {
  readonly #line: CuttingLine;
  readonly #browser: Socket;
  readonly #beyond: Socket;
  #request = Buffer.alloc(0);
  #answer = Buffer.alloc(0);
  #cutting: Cut | null = null;
  #isTunnel = false;
  #isCutOff = false;

  constructor(line: CuttingLine, browser: Socket, beyond: Socket) {
    [this.#line, this.#browser, this.#beyond] = [line, browser, beyond];
    browser.on('data', (bytes: Buffer) => this.#fromBrowser(bytes));
    beyond.on('data', (bytes: Buffer) => this.#fromBeyond(bytes));
    browser.once('close', () => beyond.destroy());
    beyond.once('end', () => !this.#isCutOff && browser.end());
    beyond.once('close', () => !this.#isCutOff && browser.destroy());
  }

  /** Whole requests go on at once; a WebSocket's tunnel is none of our business. */
  #fromBrowser(bytes: Buffer): void {
    if (this.#isTunnel) return void this.#beyond.write(bytes);
    this.#request = Buffer.concat([this.#request, bytes]);
    const length = announcedLength(this.#request);
    if (length === null || this.#request.length < length) return;
    const request = this.#request;
    this.#request = Buffer.alloc(0);
    this.#isTunnel = request.subarray(0, 8).toString() === 'CONNECT ';
    this.#passRequest(request);
  }

  #passRequest(request: Buffer): void {
    const found = routeOf(request);
    if (found?.attempt) this.#line.attempts.push(found.attempt);
    const cut = found && this.#line.take(found.route);
    this.#cutting = cut?.side === 'answer' ? cut : null;
    this.#answer = Buffer.alloc(0);
    if (cut?.side === 'request') this.#make(cut, request, this.#beyond);
    else this.#beyond.write(request);
  }

  #fromBeyond(bytes: Buffer): void {
    if (this.#isCutOff) return;
    if (!this.#cutting) return void this.#browser.write(bytes);
    this.#answer = Buffer.concat([this.#answer, bytes]);
    if (!isWholeAnswer(this.#answer)) return;
    const cut = this.#cutting;
    this.#cutting = null;
    this.#make(cut, this.#answer, this.#browser);
  }

  #make(cut: Cut, message: Buffer, to: Socket): void {
    const passed = bytesBefore(cut.after, message);
    const part = message.subarray(0, passed);
    if (cut.manner === 'delay') {
      to.write(part);
      setTimeout(() => to.write(message.subarray(passed)), delayMs);
    } else {
      this.#isCutOff = true;
      if (passed > 0) to.write(part);
      if (cut.manner === 'cut') this.#breakOff(to);
    }
    this.#line.note(cut, passed, message.length);
  }

  /** What passed arrives before the end does. */
  #breakOff(to: Socket): void {
    to.end(() => {
      this.#browser.destroy();
      this.#beyond.destroy();
    });
  }
}

function bytesBefore(boundary: Boundary, message: Buffer): number {
  const head = message.indexOf('\r\n\r\n') + 4;
  const hasBody = message.length > head;
  switch (boundary) {
    case 'nothing':
      return 0;
    case 'head':
      return hasBody ? head : head - 2; // where there is no body, before the line that ends the head
    case 'inside':
      return hasBody ? head + Math.ceil((message.length - head) / 2) : Math.ceil(head / 2);
    case 'all-but-one':
      return message.length - 1;
    case 'all':
      return message.length;
  }
}
