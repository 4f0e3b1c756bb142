import type { RefusedNotice } from '../src/protocol/telemetry.ts';

/** What the hub has set aside, in a line: the first by its number or hash, and how many more. */
export function sayRefused({ refused, more }: RefusedNotice): string {
  const [first] = refused;
  if (!first) return `${more} messages`;
  const which = first.seq === undefined ? (first.sha256 ?? 'a message') : `message ${first.boot}/${first.seq}`;
  const others = refused.length - 1 + more;
  return `${which}: ${first.reason}${others > 0 ? ` (and ${others} more)` : ''}`;
}
