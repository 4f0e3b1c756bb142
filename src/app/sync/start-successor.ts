import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { maxEventBytes } from '../../protocol/event.ts';
import { signText } from '../../protocol/signed.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { EventRow, RefusalRow } from '../storage/rows.ts';
import type { SuccessionStore } from '../storage/succession-store.ts';

/**
 * Goes over from a chain that command closed to its successor: every event the hub has not taken is written anew there, the same
 * but for its place, naming the one it repeats. Ids, parts, moments and wraps stay, so that nothing is sealed or lost twice. Durable when it
 * resolves; begins anew when something was appended meanwhile.
 */
export async function startSuccessor(
  store: SuccessionStore,
  profile: EnrolledProfile,
  successor: string,
): Promise<void> {
  const { chain } = profile.enrolled;
  for (;;) {
    const legacy = await store.read(chain);
    if (legacy.head?.successor !== undefined) return; // another tab was first
    const { fresh, refusals } = await writeAnew(legacy.waiting, successor, profile);
    if (await store.succeed({ chain, successor, legacy, fresh, refusals })) return;
  }
}

async function writeAnew(
  waiting: readonly EventRow[],
  successor: string,
  profile: EnrolledProfile,
): Promise<{ fresh: EventRow[]; refusals: RefusalRow[] }> {
  const fresh: EventRow[] = [];
  const refusals: RefusalRow[] = [];
  for (const row of waiting) {
    const event = await signAnew(row, successor, fresh.at(-1) ?? null, profile);
    if (event.bytes <= maxEventBytes) fresh.push(event);
    else refusals.push({ chain: row.chain, seq: row.seq, hash: row.hash, reason: 'too-large' });
  }
  return { fresh, refusals };
}

/** The signed text is read without its schema: whatever a newer build wrote into it stays. */
async function signAnew(
  row: EventRow,
  chain: string,
  before: EventRow | null,
  { privateKey, kid }: EnrolledProfile,
): Promise<EventRow> {
  const place = { chain, seq: (before?.seq ?? 0) + 1, prev: before?.hash ?? null };
  const succeeds = { chain: row.chain, seq: row.seq, hash: row.hash };
  const raw = JSON.stringify({ ...(JSON.parse(row.raw) as object), ...place, succeeds });
  const signed = await signText('event', raw, privateKey, kid);
  const { seq } = place;
  return {
    ...row,
    chain,
    seq,
    hash: await sha256Hex(raw),
    raw,
    sig: signed.sig,
    kid: signed.kid,
    bytes: utf8(raw).length,
  };
}
