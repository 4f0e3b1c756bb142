import * as v from 'valibot';
import type { BundleText } from '../../protocol/bundle.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { type Receipt, receiptSchema } from '../../protocol/custody.ts';
import { eventSchema, maxEventBytes } from '../../protocol/event.ts';
import { signingCertificate } from '../../protocol/hub-certificates.ts';
import { importVerifyKey, isSignedBy, type PublicJwk, type Signed, thumbprint } from '../../protocol/signed.ts';
import type { BundleTrouble, TakenBundle } from '../courier-ports.ts';
import type { CarriedEventRow, CarriedReceiptRow } from '../storage/carried-rows.ts';
import type { CarriedStore } from '../storage/carried-store.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { ClockStore } from '../storage/clock-store.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { QueueStore } from '../storage/queue-store.ts';
import type { ReceiptRow } from '../storage/rows.ts';
import { openBundle } from './read-bundle.ts';

export interface TakeStores {
  readonly carried: CarriedStore;
  readonly queue: QueueStore;
  readonly chains: ChainStore;
  readonly clock: ClockStore;
}

type Sent = BundleText['events'][number];
type Author = { readonly jwk: PublicJwk; readonly key: CryptoKey; readonly chain: string };

/** Takes what is sound in a bundle and names each item that is not. Safe to repeat: nothing comes in twice. */
export async function takeBundle(
  stores: TakeStores,
  profile: EnrolledProfile,
  file: Blob,
  takenAt: number,
): Promise<TakenBundle> {
  const bundle = await openBundle(file);
  if (!bundle.ok) return bundle;
  if (bundle.text.hub !== (await thumbprint(profile.enrolled.hub.identity))) return { ok: false, because: 'other-hub' };
  const troubles: BundleTrouble[] = [...bundle.troubles];
  const { own, others } = await sortEvents(bundle.text, profile.enrolled.chain, troubles);
  const parts = await takeParts(stores.carried, bundle, [...own, ...others], profile.enrolled.chain, troubles);
  const events = await stores.carried.takeEvents(others, takenAt);
  const receipts = await takeReceipts(stores, profile, bundle.text.receipts, others, troubles);
  return { ok: true, events, parts, known: others.length - events, own: own.length, receipts, troubles };
}

async function sortEvents(
  { authors, events }: BundleText,
  chain: string,
  troubles: BundleTrouble[],
): Promise<{ own: CarriedEventRow[]; others: CarriedEventRow[] }> {
  const known = await authorsByKid(authors);
  const sound: CarriedEventRow[] = [];
  for (const sent of events) {
    const checked = await checkEvent(sent, known.get(sent.kid) ?? []);
    if ('hash' in checked) sound.push(checked);
    else troubles.push(checked);
  }
  return { own: sound.filter((row) => row.chain === chain), others: sound.filter((row) => row.chain !== chain) };
}

async function authorsByKid(authors: BundleText['authors']): Promise<ReadonlyMap<string, readonly Author[]>> {
  const byKid = new Map<string, Author[]>();
  for (const { chain, jwk } of authors) {
    const key = await importVerifyKey(jwk).catch(() => null); // no point on the curve: its events have no author
    const kid = await thumbprint(jwk);
    if (key) byKid.set(kid, [...(byKid.get(kid) ?? []), { chain, jwk, key }]);
  }
  return byKid;
}

async function checkEvent(sent: Sent, authors: readonly Author[]): Promise<CarriedEventRow | BundleTrouble> {
  const { raw, sig, kid, wraps } = sent;
  const bytes = utf8(raw).length;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), raw);
  const bad = (because: Extract<BundleTrouble, { kind: 'event' }>['because']): BundleTrouble => ({
    kind: 'event',
    seq: parsed.success ? parsed.output.seq : null,
    because,
  });
  if (bytes > maxEventBytes) return bad('too-large');
  if (!parsed.success) return bad('unreadable');
  const { chain, seq, parts } = parsed.output;
  const author = authors.find((one) => one.chain === chain);
  if (!author) return bad('unknown-author');
  if (!(await isSignedBy('event', { raw, sig, kid }, author.key))) return bad('bad-signature');
  const names = parts.map(({ sha256 }) => sha256);
  const hash = await sha256Hex(raw);
  return { hash, chain, seq, raw, sig, kid, jwk: author.jwk, wraps, parts: names, bytes, refused: null };
}

/** Parts come first, so that an event never waits for parts that are not here. */
async function takeParts(
  carried: CarriedStore,
  bundle: Extract<Awaited<ReturnType<typeof openBundle>>, { ok: true }>,
  events: readonly CarriedEventRow[],
  ownChain: string,
  troubles: BundleTrouble[],
): Promise<number> {
  const chainOf = new Map(events.flatMap(({ chain, parts }) => parts.map((sha256) => [sha256, chain] as const)));
  let taken = 0;
  for (const part of bundle.text.parts) {
    const { sha256, bytes } = part;
    const chain = chainOf.get(sha256);
    if (chain === undefined) troubles.push({ kind: 'part', sha256, because: 'unnamed' });
    if (chain === undefined || chain === ownChain) continue;
    const content = await bundle.readPart(part);
    if (!(content instanceof Uint8Array)) troubles.push(content);
    else if (await carried.takePart({ sha256, chain, bytes, state: 'waiting' }, content)) taken += 1;
  }
  return taken;
}

/** Receipts for this phone's own records go to their records, those for carried ones wait to be brought back. */
async function takeReceipts(
  { carried, queue, chains, clock }: TakeStores,
  { enrolled }: EnrolledProfile,
  receipts: readonly Signed[],
  others: readonly CarriedEventRow[],
  troubles: BundleTrouble[],
): Promise<number> {
  const verify = hubReceipts(enrolled.hub);
  const carriedHashes = new Set(others.map(({ hash }) => hash));
  const own: { row: ReceiptRow; epoch: string }[] = [];
  const theirs: CarriedReceiptRow[] = [];
  for (const receipt of receipts) {
    const says = await verify(receipt);
    if (!says) troubles.push({ kind: 'receipt', seq: null, because: 'not-the-hubs' });
    else if (says.chain === enrolled.chain) {
      const isOurs = (await chains.hashAt(says.chain, says.seq)) === says.hash;
      if (isOurs) own.push({ row: rowOf(says, receipt), epoch: says.epoch });
      else troubles.push({ kind: 'receipt', seq: says.seq, because: 'other-record' });
    } else if (carriedHashes.has(says.hash) || (await carried.eventByHash(says.hash))) {
      theirs.push({ ...says, receipt });
    }
  }
  await carried.takeReceipts(
    theirs.map(({ hash, chain, seq, outcome, time, receipt }) => ({ hash, chain, seq, outcome, time, receipt })),
  );
  return keepOwn(queue, clock, enrolled.chain, own);
}

async function keepOwn(
  queue: QueueStore,
  clock: ClockStore,
  chain: string,
  own: readonly { row: ReceiptRow; epoch: string }[],
): Promise<number> {
  const newest = own.toSorted((a, b) => a.row.seq - b.row.seq).at(-1);
  if (!newest) return 0;
  const news = await queue.keepReceipts(
    chain,
    own.map(({ row }) => row),
    newest.epoch,
  );
  await clock.learn(Math.max(...own.map(({ row }) => row.time)), null, newest.row.time);
  return news;
}

function rowOf({ chain, seq, hash, outcome, time }: Receipt, receipt: Signed): ReceiptRow {
  return { chain, seq, hash, outcome, time, receipt, verifiedAt: null };
}

/** Reads a receipt that a certified key of the pinned hub signed; null for anything else. */
function hubReceipts(hub: EnrolledProfile['enrolled']['hub']): (receipt: Signed) => Promise<Receipt | null> {
  return async (receipt) => {
    const certificate = signingCertificate(hub, receipt.kid);
    const isHubs = certificate && (await isSignedBy('receipt', receipt, await importVerifyKey(certificate.jwk)));
    const says = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), receipt.raw);
    return isHubs && says.success ? says.output : null;
  };
}
