import type { ChainHead } from '../../domain/custody/judge-link.ts';
import { textAnew } from '../../domain/custody/succeed-chain.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { maxEventBytes } from '../../protocol/event.ts';
import { signText } from '../../protocol/signed.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { EventRow, RefusalRow } from '../storage/rows.ts';
import type { SuccessionStore } from '../storage/succession-store.ts';
import type { ToldClosing } from './push-chain.ts';

/**
 * Goes over from a chain that command closed to its successor: every event the hub has not taken is written anew there, the same
 * but for its place, naming the one it repeats. Ids, parts, moments and wraps stay, so that nothing is sealed or lost twice. Durable when it
 * resolves; begins anew when something was appended meanwhile.
 */
export async function startSuccessor(
  store: SuccessionStore,
  profile: EnrolledProfile,
  { successor, proven, said }: ToldClosing,
  hasPulled: boolean,
): Promise<void> {
  const { chain } = profile.enrolled;
  for (;;) {
    const legacy = await store.read(chain, { upTo: proven ?? 0, hasPulled });
    if (legacy.head?.successor !== undefined) return; // another tab was first
    const { fresh, refusals } = await writeAnew(legacy.waiting, successor, null, profile);
    if (await store.succeed({ chain, successor, said, legacy, fresh, refusals })) return;
  }
}

/**
 * Writes anew, at the end of the chain this phone writes now, what stands on its closed chains and a pull did not bring: a hub that was
 * restored has lost it, and takes no more on those. Durable when it resolves; true when there was any.
 */
export async function bringLegacyOver(store: SuccessionStore, profile: EnrolledProfile): Promise<boolean> {
  const { chain: standing } = profile.enrolled;
  let hasBrought = false;
  for (const chain of await store.closedChains(standing)) {
    for (let isOver = false; !isOver; ) {
      const { waiting } = await store.read(chain);
      if (waiting.length === 0) break;
      const { head } = await store.read(standing);
      const { fresh, refusals } = await writeAnew(waiting, standing, head, profile);
      isOver = await store.bringOver({ chain, standing, head, waiting, fresh, refusals });
      hasBrought ||= isOver && fresh.length > 0;
    }
  }
  return hasBrought;
}

async function writeAnew(
  waiting: readonly EventRow[],
  successor: string,
  end: ChainHead | null,
  profile: EnrolledProfile,
): Promise<{ fresh: EventRow[]; refusals: RefusalRow[] }> {
  const fresh: EventRow[] = [];
  const refusals: RefusalRow[] = [];
  for (const row of waiting) {
    const isAsSaved = (await sha256Hex(row.raw)) === row.hash; // else its bytes went bad here: nobody signs that anew
    const event = isAsSaved ? await signAnew(row, successor, fresh.at(-1) ?? end, profile) : null;
    if (event && event.bytes <= maxEventBytes) fresh.push(event);
    else {
      const reason = isAsSaved ? 'too-large' : 'bad-signature';
      refusals.push({ chain: row.chain, seq: row.seq, hash: row.hash, reason });
    }
  }
  return { fresh, refusals };
}

async function signAnew(
  row: EventRow,
  chain: string,
  before: ChainHead | null,
  { privateKey, kid }: EnrolledProfile,
): Promise<EventRow> {
  const raw = textAnew(row, chain, before);
  const signed = await signText('event', raw, privateKey, kid);
  const seq = (before?.seq ?? 0) + 1;
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
