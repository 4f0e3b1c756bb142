import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { freePort } from '../../support/free-port.ts';

const portalPage = '<!doctype html><title>Wi-Fi</title><p>请先登录 Wi-Fi</p>';

/**
 * The only way out of one browser: a forward proxy that lets the hub's origin through, refuses and records every other
 * attempt, and can lose its signal.
 */
export class PhoneNetwork {
  /** Where the browser wanted to go beside the hub. */
  readonly strayed: string[] = [];
  /** Every push sent on its way, whether or not an answer came. */
  readonly pushes: { readonly headers: Record<string, string>; readonly body: Buffer<ArrayBuffer> }[] = [];
  /** Paths with queries asked of the hub, in order. */
  readonly asked: string[] = [];
  /** Paths that a portal answered instead of the hub. */
  readonly captured: string[] = [];
  /** Host and port as the browser knows them, and as they are. */
  readonly #known: string;
  readonly #hub: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  /** While there is no signal, nobody else is given it by chance. */
  #port = 0;
  #losingAnswerTo: string | null = null;
  #captures: ((path: string) => boolean) | null = null;
  readonly #tunnels = new Set<Duplex>();

  private constructor(known: string, hub: string) {
    this.#known = new URL(known).host;
    this.#hub = new URL(hub);
    this.#server = createServer((incoming, answer) => this.#forward(incoming, answer));
    this.#server.on('connect', (incoming: IncomingMessage, socket: Duplex) => this.#tunnel(incoming, socket));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  /** `known` is the origin the browser goes to, if another than the hub's own. */
  static async towards(hub: string, known = hub): Promise<PhoneNetwork> {
    const network = new PhoneNetwork(known, hub);
    await network.findSignal();
    return network;
  }

  get proxy(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** From now on these paths, and what WebSockets ask for, are answered by a Wi-Fi that wants a login first; null: it lets through. */
  standsBehindPortal(captures: ((path: string) => boolean) | null): void {
    this.#captures = captures;
    for (const socket of this.#tunnels) socket.destroy();
  }

  /** Every connection breaks and none can be made. */
  async loseSignal(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async findSignal(): Promise<void> {
    if (this.#server.listening) return;
    this.#port ||= await freePort();
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
  }

  /** The hub hears the next request to this path and answers it, but nobody hears the answer. */
  losesAnswerTo(path: string): void {
    this.#losingAnswerTo = path;
  }

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(incoming.url ?? '', 'http://no.where');
    if (url.host !== this.#known) {
      this.strayed.push(String(url));
      answer.writeHead(403).end();
      return;
    }
    if (this.#captures?.(url.pathname)) return this.#showPortal(incoming, answer, url.pathname);
    this.asked.push(url.pathname + url.search);
    const { method, headers } = incoming;
    const path = url.pathname + url.search;
    if (path === '/api/v1/push') this.#keepPush(incoming);
    const loses = this.#losingAnswerTo === url.pathname;
    if (loses) this.#losingAnswerTo = null;
    const outgoing = request({ host: this.#hub.hostname, port: this.#hub.port, path, method, headers }, (reply) => {
      if (loses) {
        reply.resume().once('end', () => incoming.socket.destroy());
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
      reply.once('error', () => answer.destroy());
    });
    outgoing.once('error', () => incoming.socket.destroy());
    incoming.once('close', () => !incoming.complete && outgoing.destroy());
    incoming.pipe(outgoing);
  }

  #showPortal(incoming: IncomingMessage, answer: ServerResponse, path: string): void {
    this.captured.push(path);
    incoming.resume();
    answer
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=600' })
      .end(portalPage);
  }

  #keepPush(incoming: IncomingMessage): void {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => {
      const names = Object.keys(incoming.headers).filter((name) => /^(?:hulin-|content-(?:type|encoding)$)/.test(name));
      const headers = Object.fromEntries(names.map((name) => [name, String(incoming.headers[name])]));
      this.pushes.push({ headers, body: Buffer.concat(chunks) });
    });
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex): void {
    if (incoming.url !== this.#known) {
      this.strayed.push(String(incoming.url));
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    if (this.#captures) {
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n${portalPage}`);
      return;
    }
    const hub = connect(Number(this.#hub.port), this.#hub.hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      hub.pipe(socket).pipe(hub);
    });
    this.#keep(hub);
    this.#tunnels.add(hub);
    hub.once('close', () => this.#tunnels.delete(hub));
    hub.once('close', () => socket.destroy());
    socket.once('close', () => hub.destroy());
  }

  /** A broken connection is what this proxy is for; it is forgotten when it closes. */
  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
