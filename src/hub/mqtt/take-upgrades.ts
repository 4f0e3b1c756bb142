import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A status line's rest, as `401 Unauthorized`. */
export interface RefusedUpgrade {
  readonly refused: string;
}

export interface UpgradeTaker<Admitted extends object> {
  /** Of this path, without a query. */
  readonly path: string;
  readonly admit: (request: IncomingMessage) => Promise<Admitted | RefusedUpgrade>;
  /** From here on the socket is the taker's. */
  readonly open: (request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted) => void;
  readonly onProblem: (problem: unknown) => void;
  /** So long somebody may take to be admitted, or to take the answer. */
  readonly waitMs?: number;
  /** So many may wait at once; more are sent away. */
  readonly mostWaiting?: number;
}

/**
 * Takes the WebSocket upgrades of one path and answers every other upgrade as the plain request it is without one (RFC 9110 §7.8: a
 * server may ignore it). Whoever resets the connection, at whatever point, ends that connection alone. The answer ends it all.
 */
export function takeUpgrades<Admitted extends object>(server: Server, taker: UpgradeTaker<Admitted>): () => void {
  const { path, admit, open, onProblem, waitMs = 10_000, mostWaiting = 1000 } = taker;
  const waiting = new Set<Duplex>();
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy()); // Node has taken its own listener off: unheard, an error would end the process
    if (waiting.size >= mostWaiting) return void socket.destroy();
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
    if (request.url?.split('?')[0] !== path || !isForWebSocket(request)) return answerPlainly(server, request, waitMs);
    const stopWaiting = endAfter(socket, waitMs);
    admit(request)
      .then((answer) => {
        if (socket.destroyed) return;
        if ('refused' in answer) return refuse(socket, answer.refused, waitMs);
        stopWaiting();
        waiting.delete(socket);
        open(request, socket, head, answer);
      })
      .catch((problem: unknown) => {
        onProblem(problem);
        refuse(socket, '503 Service Unavailable', waitMs);
      });
  };
  server.on('upgrade', upgrade);
  return () => {
    server.off('upgrade', upgrade);
    for (const socket of waiting) socket.destroy();
  };
}

/** Ends a socket that is still there then, whatever it does meanwhile. The answer calls that off. */
function endAfter(socket: Duplex, waitMs: number): () => void {
  const timer = setTimeout(() => socket.destroy(), waitMs);
  const stop = () => clearTimeout(timer);
  socket.once('close', stop);
  return stop;
}

function isForWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** A request that came with a body cannot be: Node reads none of a request that asks for an upgrade. */
function answerPlainly(server: Server, request: IncomingMessage, waitMs: number): void {
  const { headers, socket } = request;
  socket.setTimeout(waitMs, () => socket.destroy());
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  if (hasBody) return refuse(socket, '501 Not Implemented', waitMs);
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('drain', () => response.emit('drain')); // as the server itself does for its responses
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    letGo(socket, '', waitMs);
  });
  server.emit('request', request, response);
}

function refuse(socket: Duplex, status: string, waitMs: number): void {
  letGo(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, waitMs);
}

/** What still comes is read and thrown away, so that the other side's end is seen; it may also stay for ever. */
function letGo(socket: Duplex, last: string, waitMs: number): void {
  endAfter(socket, waitMs);
  socket.resume();
  socket.end(last);
}
