import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as v from 'valibot';
import type { Bytes } from '../../protocol/bytes.ts';
import { Refusal } from './refusal.ts';
import type { Route, Shape } from './route.ts';

/** Unpacks a gzipped body, at most to the route's limit. */
export async function unpack(bytes: Bytes, encoding: string | undefined, { gzip }: Route): Promise<Bytes> {
  if (encoding === undefined || encoding === 'identity') return bytes;
  if (encoding !== 'gzip' || !gzip)
    throw new Refusal('wrong-type', `content-encoding: ${gzip ? 'gzip or none' : 'none'}`);
  try {
    return new Uint8Array(await promisify(gunzip)(bytes, { maxOutputLength: gzip.maxBytes }));
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isBomb
      ? new Refusal('too-large', `body: unpacks to more than ${gzip.maxBytes} bytes`)
      : new Refusal('bad-input', 'body: not gzip');
  }
}

/** A JSON body against its schema. The problem names the place, never the value. */
export function readJson(bytes: Bytes, type: string | undefined, schema: v.GenericSchema): unknown {
  if (!/^application\/json\s*(;|$)/i.test(type ?? ''))
    throw new Refusal('wrong-type', 'content-type: application/json only');
  return check(schema, parseJson(bytes), 'body');
}

function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('bad-input', 'body: not JSON'); // the parser's own words would repeat what was sent
  }
}

/** The parameters of a path or query against their schemas. */
export function readShape(shape: Shape | undefined, given: unknown, place: string): unknown {
  return shape ? check(v.object({ ...shape }), given, place) : {};
}

function check(schema: v.GenericSchema, given: unknown, place: string): unknown {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new Refusal('bad-input', `${place}${path ? `.${path}` : ''}: ${issue.expected ?? 'something else'} expected`);
}
