import * as v from 'valibot';
import type { Bytes } from '../../protocol/bytes.ts';
import { problemSchema } from '../../protocol/problem.ts';

/** `fetch`, or a test's stand-in. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export interface HubRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, on our own origin. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes | string;
  /** About so many bytes are expected back: a slow line gets the time for them. */
  readonly answerBytes?: number;
  /** Told how much of the answer has come, and of how much, when that is said. */
  readonly onBytes?: (received: number, of: number | null) => void;
}

/** What came back, nothing of it believed yet. `code` is a problem document's: a hint. */
export type Heard =
  | {
      readonly kind: 'body';
      readonly status: number;
      readonly bytes: Bytes;
      readonly type: string;
      readonly headers: Headers;
    }
  | { readonly kind: 'problem'; readonly status: number; readonly code: string | null; readonly detail: string }
  | { readonly kind: 'no-network' };

const firstByteMs = 30_000;
const slowestBytesPerMs = 4;

/** One request to the hub. Never rejects but for `signal`; a cut line, a timeout or no line at all is `no-network`. */
export async function askHub(fetch: Fetch, request: HubRequest, signal: AbortSignal): Promise<Heard> {
  signal.throwIfAborted();
  const bytes = (request.body?.length ?? 0) + (request.answerBytes ?? 0);
  const patience = AbortSignal.timeout(firstByteMs + Math.ceil(bytes / slowestBytesPerMs));
  try {
    const response = await fetch(request.path, initOf(request, AbortSignal.any([signal, patience])));
    const answer = request.onBytes
      ? await readSlowly(response, request.onBytes)
      : new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (response.ok) return { kind: 'body', status: response.status, bytes: answer, type, headers: response.headers };
    return { kind: 'problem', status: response.status, ...problemIn(answer) };
  } catch {
    signal.throwIfAborted(); // anything else is a line that gave no answer, which the caller expects
    return { kind: 'no-network' };
  }
}

async function readSlowly(response: Response, onBytes: NonNullable<HubRequest['onBytes']>): Promise<Bytes> {
  const of = Number(response.headers.get('content-length')) || null;
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done || !value) break;
    chunks.push(value);
    received += value.length;
    onBytes(received, of);
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

export function textOf(bytes: Bytes): string {
  return new TextDecoder().decode(bytes);
}

function initOf({ method, headers, body }: HubRequest, signal: AbortSignal): RequestInit {
  const given = body === undefined ? {} : { body };
  return {
    method,
    headers: { ...headers },
    ...given,
    signal,
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
  };
}

function problemIn(bytes: Bytes): { code: string | null; detail: string } {
  const document = v.safeParse(v.pipe(v.string(), v.parseJson(), problemSchema), textOf(bytes));
  return document.success ? { code: document.output.code, detail: document.output.detail } : { code: null, detail: '' };
}
