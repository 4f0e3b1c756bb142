import * as v from 'valibot';
import { linksToAdopt } from '../../domain/custody/adopt-links.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { eventSchema } from '../../protocol/event.ts';
import { pulledEventSchema } from '../../protocol/pull.ts';
import { importVerifyKey, isSignedBy } from '../../protocol/signed.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { EventRow, ReceiptRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import { readReceipt } from './read-receipt.ts';

/** When the hub holds more of our chain than we do, takes the rest back from the pull. False when it does not link to ours. */
export async function adoptOwnEvents(
  stores: { readonly chains: ChainStore; readonly pulled: PulledStore },
  hub: HubConnection,
  wallNow: () => number,
): Promise<boolean> {
  const { chain } = hub.profile.enrolled;
  const head = await stores.chains.readHead(chain);
  const key = await importVerifyKey(hub.profile.jwk);
  const found = await Promise.all(
    (await stores.pulled.ownEvents(chain)).map(({ body }) => readOwn(hub, key, body, wallNow())),
  );
  const own = found.filter((one) => one !== null);
  const next = linksToAdopt(
    head,
    own.map((one) => ({ ...one, seq: one.event.seq, hash: one.event.hash })),
  );
  if (!next) return false;
  const events = next.map(({ event }) => event);
  return stores.pulled.adopt(
    chain,
    head.seq,
    events,
    next.map(({ receipt }) => receipt),
  );
}

interface OwnEvent {
  readonly event: EventRow;
  readonly prev: string | null;
  readonly receipt: ReceiptRow;
}

async function readOwn(hub: HubConnection, key: CryptoKey, body: unknown, now: number): Promise<OwnEvent | null> {
  const pulled = v.safeParse(pulledEventSchema, body);
  if (!pulled.success || !(await isSignedBy('event', pulled.output.event, key))) return null;
  const { raw, sig, kid, wraps } = pulled.output.event;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), raw);
  if (!parsed.success || parsed.output.chain !== hub.profile.enrolled.chain) return null;
  const { chain, seq, id, kind, parts, prev, at } = parsed.output;
  const hash = await sha256Hex(raw);
  const receipt = await readReceipt(hub.verifier, pulled.output.receipt, { chain, seq, hash }, now);
  const event = { chain, seq, id, hash, kind, raw, sig, kid, wraps, parts, bytes: utf8(raw).length, savedAt: at.wall };
  return receipt && { event, prev, receipt };
}
