import type { KeyObject } from 'node:crypto';
import * as v from 'valibot';
import type { QuarantineReason } from '../../domain/shared/codes.ts';
import { type Bytes, utf8 } from '../../protocol/bytes.ts';
import {
  eventSchema,
  type HulinEvent,
  maxEventBytes,
  type SentEvent,
  sentEventSchema,
  wrapsText,
} from '../../protocol/event.ts';
import { isSignedNatively, sha256Natively } from '../keys/native-signing.ts';

/** An event whose signature and envelope are good: it may enter its chain. */
export interface ReadEvent {
  readonly ok: true;
  readonly sent: SentEvent;
  readonly event: HulinEvent;
  /** SHA-256 of the signed text. */
  readonly hash: string;
  /** Its author signed for its wraps as well, whoever brings them. */
  readonly areWrapsSigned?: boolean;
}

/** What cannot be accepted at all; `detail` names the place, never the value. */
export interface UnreadableEvent {
  readonly ok: false;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly hash: string;
  readonly content: Bytes;
}

export type Envelope = ReadEvent | UnreadableEvent;

/** Whose signature the events of a chain must bear. */
export interface ChainAuthor {
  readonly chain: string;
  readonly kid: string;
  readonly key: KeyObject;
}

/** Checks one pushed item by itself: form, size, signature, chain. Never throws for what was sent. */
export async function readEnvelope(item: unknown, author: ChainAuthor): Promise<Envelope> {
  const sent = v.safeParse(sentEventSchema, item);
  if (!sent.success) return unreadable(...bytesOf(item), 'bad-envelope', placeOf(sent.issues));
  const { kid } = sent.output;
  const raw = asSigned(sent.output.raw);
  const bytes = utf8(raw);
  if (bytes.length > maxEventBytes) return unreadable(bytes, bytes, 'too-large', `raw: ${bytes.length} bytes`);
  if (kid !== author.kid) return unreadable(bytes, bytes, 'wrong-chain', 'kid: not the key of this chain');
  if (!(await isSignedNatively('event', sent.output, author.key)))
    return unreadable(bytes, bytes, 'bad-signature', 'sig');
  const event = parseEvent(raw);
  if ('issue' in event) return unreadable(bytes, bytes, 'bad-envelope', event.issue);
  if (event.chain !== author.chain) return unreadable(bytes, bytes, 'wrong-chain', 'raw.chain');
  const hash = sha256Natively(bytes);
  const read = { ok: true, sent: { ...sent.output, raw }, event, hash } as const;
  return sent.output.wrapsSig === undefined ? read : { ...read, areWrapsSigned: await areWrapsBy(author, read) };
}

async function areWrapsBy(
  { key }: ChainAuthor,
  { sent: { wraps, wrapsSig = '', kid }, hash }: ReadEvent,
): Promise<boolean> {
  return isSignedNatively('wraps', { raw: wrapsText(hash, wraps), sig: wrapsSig, kid }, key);
}

/** What is kept of an item without form, and the bytes it is known by: wrapped keys are not kept, for nobody would erase them there. */
function bytesOf(item: unknown): [content: Bytes, whole: Bytes] {
  const whole = utf8(JSON.stringify(item) ?? '');
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
  return [isObject ? utf8(JSON.stringify({ ...item, wraps: undefined, wrapsSig: undefined })) : whole, whole];
}

function unreadable(content: Bytes, whole: Bytes, reason: QuarantineReason, detail: string): UnreadableEvent {
  return { ok: false, reason, detail, hash: sha256Natively(whole), content };
}

/** What is signed, kept and hashed are the bytes: half a character has none of its own. */
function asSigned(raw: string): string {
  return raw.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

function parseEvent(raw: string): HulinEvent | { readonly issue: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return { issue: 'raw: not JSON' }; // the text is signed all the same; it is kept aside for whoever wants to look
  }
  const result = v.safeParse(eventSchema, parsed);
  if (!result.success) return { issue: `raw.${placeOf(result.issues)}` };
  return hasStorableNames(result.output) ? result.output : { issue: 'raw: a name or number the store cannot hold' };
}

/** PostgreSQL holds no NUL and no half character in a text and no integer over 2³¹ − 1. */
function hasStorableNames({ kind, schema, parts }: HulinEvent): boolean {
  const names = [kind, ...parts.flatMap(({ role, type }) => [role, type])];
  return schema < 2 ** 31 && !names.some((name) => /[\0\p{Surrogate}]/u.test(name));
}

function placeOf([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return v.getDotPath(issue) ?? 'not an object';
}
