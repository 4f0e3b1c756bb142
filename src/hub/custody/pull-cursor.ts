import { sha256Hex } from '../../protocol/bytes.ts';

/** How far a client has pulled: in which life of the hub, in which scope, up to which change. Opaque text to clients. */
export interface PullCursor {
  readonly epoch: string;
  readonly scope: string;
  readonly n: number;
}

export function writeCursor({ epoch, scope, n }: PullCursor): string {
  return `${epoch}.${scope}.${n}`;
}

/** Null for anything this hub never wrote. */
export function readCursor(text: string): PullCursor | null {
  const match = /^([0-9a-f-]{36})\.([0-9a-f]{64})\.(\d{1,15})$/.exec(text);
  return match ? { epoch: match[1] as string, scope: match[2] as string, n: Number(match[3]) } : null;
}

/** Digest of all that decides what a grant may see. */
export function pullScope(role: string, area: string, chain: string): Promise<string> {
  return sha256Hex(`${role}\n${area}\n${chain}`);
}
