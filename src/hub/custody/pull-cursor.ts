import type { PullCursor } from '../../domain/custody/open-page.ts';
import { sha256Hex } from '../../protocol/bytes.ts';

/** Opaque text to clients. */
export function writeCursor({ epoch, scope, n, tag }: PullCursor): string {
  return `${epoch}.${scope}.${n}${tag === null ? '' : `.${tag}`}`;
}

/** Null for anything this hub never wrote. */
export function readCursor(text: string): PullCursor | null {
  const match = /^([0-9a-f-]{36})\.([0-9a-f]{64})\.(\d{1,15})(?:\.([0-9a-f]{16}))?$/.exec(text);
  if (!match) return null;
  const [, epoch = '', scope = '', n, tag = null] = match;
  return { epoch, scope, n: Number(n), tag };
}

/** Digest of all that decides what a grant may see. */
export function pullScope(role: string, area: string, chain: string): Promise<string> {
  return sha256Hex(`${role}\n${area}\n${chain}`);
}
