import { timingSafeEqual } from 'node:crypto';
import type { PullCursor } from '../../domain/custody/open-page.ts';
import { sha256Hex } from '../../protocol/bytes.ts';

/** What only a hub with the key folder's secret can put to a text: 22 characters of base64url. */
export type CursorSeal = (text: string) => string;

/** Opaque text to clients. Its seal lets no client bring a cursor that no hub ever wrote. */
export function writeCursor({ epoch, scope, n, tag, upTo }: Omit<PullCursor, 'isSealed'>, seal: CursorSeal): string {
  const leaving = upTo === null ? '' : `.${upTo.n}-${upTo.tag}`;
  const text = `${epoch}.${scope}.${n}${tag === null ? '' : `.${tag}`}${leaving}`;
  return `${text}.${seal(text)}`;
}

/** Null for what has not the form of a cursor. Older hubs sealed none. */
export function readCursor(text: string, seal: CursorSeal): PullCursor | null {
  const match =
    /^(([0-9a-f-]{36})\.([0-9a-f]{64})\.(\d{1,15})(?:\.([0-9a-f]{16}))?(?:\.(\d{1,15})-([0-9a-f]{16}))?)(?:\.([\w-]{22}))?$/.exec(
      text,
    );
  if (!match) return null;
  const [, sealed = '', epoch = '', scope = '', n, tag = null, upToN, upToTag, given] = match;
  const upTo = upToTag === undefined ? null : { n: Number(upToN), tag: upToTag };
  return { epoch, scope, n: Number(n), tag, upTo, isSealed: given !== undefined && isSame(given, seal(sealed)) };
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** Digest of all that decides what a grant may see. */
export function pullScope(role: string, area: string, chain: string): Promise<string> {
  return sha256Hex(`${role}\n${area}\n${chain}`);
}
