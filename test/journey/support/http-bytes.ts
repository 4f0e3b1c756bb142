import type { PartAttempt } from './cutting-line.ts';

/** The kinds of exchanges by which a phone syncs. */
export const routes = ['head', 'push', 'pull', 'whole-part', 'chunk', 'progress'] as const;
export type Route = (typeof routes)[number];

const requests: Readonly<Record<Route, RegExp>> = {
  head: /^GET \S+\/api\/v1\/chains\/[^/\s]+\/head /,
  push: /^POST \S+\/api\/v1\/push /,
  pull: /^GET \S+\/api\/v1\/pull\?\S* /,
  'whole-part': /^PUT \S+\/api\/v1\/parts\/\w+ /,
  chunk: /^PATCH \S+\/api\/v1\/parts\/\w+\?\S+ /,
  progress: /^GET \S+\/api\/v1\/parts\/\w+ /,
};

/** Which exchange a whole request begins; null for any other. */
export function routeOf(request: Buffer): { readonly route: Route; readonly attempt: PartAttempt | null } | null {
  const [line = ''] = request.subarray(0, 2_000).toString('latin1').split('\r\n', 1);
  const route = routes.find((name) => requests[name].test(`${line} `));
  if (!route) return null;
  const [, part = '', offset = '0'] = /\/parts\/(\w+)(?:\?offset=(\d+))?/.exec(line) ?? [];
  const bytes = request.length - endOfHead(request);
  const isSending = route === 'chunk' || route === 'whole-part';
  return { route, attempt: isSending ? { part, offset: Number(offset), bytes } : null };
}

/** How long a request is with its body; null before its head is whole. */
export function announcedLength(request: Buffer): number | null {
  const head = endOfHead(request);
  return head < 4 ? null : head + contentLength(request, head);
}

/** Whether an answer is there to its last byte. */
export function isWholeAnswer(answer: Buffer): boolean {
  const head = endOfHead(answer);
  if (head < 4) return false;
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(answer.subarray(0, head).toString('latin1'));
  return isChunked
    ? answer.subarray(-5).toString() === '0\r\n\r\n'
    : answer.length >= head + contentLength(answer, head);
}

function endOfHead(message: Buffer): number {
  return message.indexOf('\r\n\r\n') + 4;
}

function contentLength(message: Buffer, head: number): number {
  return Number(/\r\ncontent-length: *(\d+)/i.exec(message.subarray(0, head).toString('latin1'))?.[1] ?? 0);
}
