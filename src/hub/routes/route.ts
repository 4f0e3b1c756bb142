import type { FastifyRequest } from 'fastify';
import type * as v from 'valibot';
import type { Bytes } from '../../protocol/bytes.ts';
import type { ProblemCode } from '../../protocol/problem.ts';
import type { EnrolledDevice } from '../custody/find-device.ts';
import type { Session } from '../custody/sessions.ts';

/** Whom a path serves. `newcomer` holds a code or a device key and proves it in the body; a stranger there gets a 401 like anywhere. */
export type Who = 'anyone' | 'newcomer' | 'device' | 'session' | 'command' | 'administrator' | 'watchman';

type Schema = v.GenericSchema;
export type Shape = Readonly<Record<string, Schema>>;
type Read<S> = S extends Schema ? v.InferOutput<S> : undefined;
type ReadShape<S> = S extends Shape ? { readonly [K in keyof S]: v.InferOutput<S[K]> } : unknown;

/** What travels in a body: JSON by schema, the signed answer whose raw text follows the schema, bytes, or nothing. */
export type Content =
  | { readonly kind: 'json'; readonly schema: Schema }
  | { readonly kind: 'signed'; readonly schema: Schema }
  | { readonly kind: 'bytes'; readonly type: string }
  | { readonly kind: 'none' };

/** Who makes a device-signed request; `digest` is what the signed answer names. */
export interface Caller {
  readonly device: EnrolledDevice;
  readonly digest: string;
}

/** One request, checked: everything a handler may look at. */
export interface Call<W extends Who, B, Q, P> {
  readonly body: Read<B>;
  readonly query: ReadShape<Q>;
  readonly params: ReadShape<P>;
  /** The body's bytes as sent, unpacked when they came gzipped. */
  readonly bytes: Bytes;
  readonly session: W extends 'session' | 'command' | 'administrator' ? Session : null;
  readonly caller: W extends 'device' ? Caller : null;
  readonly request: FastifyRequest;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface RouteDraft<
  W extends Who,
  B extends Schema | undefined,
  Q extends Shape | undefined,
  P extends Shape | undefined,
> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: `/api/v1/parts/{sha256}`; a last `{+path}` takes the rest. */
  readonly path: string;
  readonly summary: string;
  readonly who: W;
  readonly body?: B;
  /** A body of bytes instead, at most this many. */
  readonly bytes?: { readonly type: string };
  readonly bodyLimit?: number;
  /** So many are unpacked, read and handled at once at most; the others wait as the bytes they came as. */
  readonly atOnce?: number;
  /** The body may come gzipped, and unpack to at most so many bytes. */
  readonly gzip?: { readonly maxBytes: number };
  /** Whose nonce a device-signed request carries: the hub's (the rule), or one the client makes up, where repeating does no harm. */
  readonly nonce?: 'client';
  readonly query?: Q;
  readonly params?: P;
  readonly answer: Content;
  readonly status?: number;
  readonly problems: readonly ProblemCode[];
  readonly handle: (call: Call<W, B, Q, P>) => Promise<Answer>;
}

/** A route with the types of its parts forgotten: what the registry keeps. */
export type Route = Omit<RouteDraft<Who, Schema | undefined, Shape | undefined, Shape | undefined>, 'handle'> & {
  handle(call: never): Promise<Answer>;
};

/** Declares one path. The OpenAPI document is made from the same schemas that check the request. */
export function route<
  const W extends Who,
  B extends Schema | undefined = undefined,
  Q extends Shape | undefined = undefined,
  P extends Shape | undefined = undefined,
>(draft: RouteDraft<W, B, Q, P>): Route {
  return draft;
}

/** JSON, never to be cached. */
export function jsonAnswer(body: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function emptyAnswer(headers: Record<string, string> = {}, status = 204): Answer {
  return { status, headers, body: null };
}
