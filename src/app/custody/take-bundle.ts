import * as v from 'valibot';
import type { BundleItems } from '../../protocol/bundle.ts';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import { type Receipt, receiptSchema } from '../../protocol/custody.ts';
import { eventSchema, maxEventBytes, wrapsText } from '../../protocol/event.ts';
import { signingCertificate, soundCertificates } from '../../protocol/hub-certificates.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import { importVerifyKey, isSignedBy, type PublicJwk, type Signed, thumbprint } from '../../protocol/signed.ts';
import type { BundleTrouble, TakenBundle } from '../courier-ports.ts';
import type { CarriedEventRow, CarriedReceiptRow } from '../storage/carried-rows.ts';
import type { CarriedStore } from '../storage/carried-store.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import { type ClockStore, signedTime } from '../storage/clock-store.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { BroughtReceipt, QueueStore } from '../storage/queue-store.ts';
import type { ReceiptRow } from '../storage/rows.ts';
import { openBundle } from './read-bundle.ts';

export interface TakeStores {
  readonly carried: CarriedStore;
  readonly queue: QueueStore;
  readonly chains: ChainStore;
  readonly clock: ClockStore;
}

type Sent = BundleItems['events'][number];
type Author = { readonly jwk: PublicJwk; readonly key: CryptoKey };

/** Takes what is sound in a bundle and names each item that is not. Safe to repeat: nothing comes in twice. */
export async function takeBundle(
  stores: TakeStores,
  profile: EnrolledProfile,
  file: Blob,
  takenAt: number,
): Promise<TakenBundle> {
  const bundle = await openBundle(file);
  if (!bundle.ok) return bundle;
  const { hubs } = bundle;
  const hub = await thumbprint(profile.enrolled.hub.identity);
  if (hubs.length > 0 && !hubs.includes(hub)) return { ok: false, because: 'other-hub' };
  const troubles: BundleTrouble[] = [...bundle.troubles];
  if (hubs.length > 0 && hubs[0] !== hub) troubles.unshift({ kind: 'line-elsewhere', line: 1 });
  const ours = new Set(await stores.chains.ownChains(profile.enrolled.chain));
  const { own, others } = await sortEvents(bundle.text, ours, troubles);
  const parts = await takeParts(stores.carried, bundle, { own, others }, troubles);
  const events = await stores.carried.takeEvents(others, takenAt, recallsIn(bundle.text));
  const receipts = await takeReceipts(stores, { profile, ours }, bundle.text, others, troubles);
  return { ok: true, events, parts, known: others.length - events, own: own.length, receipts, troubles };
}

async function sortEvents(
  { authors, events }: BundleItems,
  ours: ReadonlySet<string>,
  troubles: BundleTrouble[],
): Promise<{ own: CarriedEventRow[]; others: CarriedEventRow[] }> {
  const known = await authorsByKid(authors);
  const sound: CarriedEventRow[] = [];
  for (const sent of events) {
    const checked = await checkEvent(sent, known.get(sent.kid) ?? null);
    if ('hash' in checked) sound.push(checked);
    else troubles.push(checked);
  }
  return { own: sound.filter((row) => ours.has(row.chain)), others: sound.filter((row) => !ours.has(row.chain)) };
}

/** By chain, as the file says; only the hub can read one. */
function recallsIn({ authors }: BundleItems): ReadonlyMap<string, readonly SealedRecall[]> {
  const recalls = new Map<string, SealedRecall[]>();
  for (const { chain, recall } of authors) if (recall) recalls.set(chain, [...(recalls.get(chain) ?? []), recall]);
  return recalls;
}

/** A key proves itself by its name, whichever of its chains' lines could be read: the signed text says the chain. */
async function authorsByKid(authors: BundleItems['authors']): Promise<ReadonlyMap<string, Author>> {
  const byKid = new Map<string, Author>();
  for (const { jwk } of authors) {
    const key = await importVerifyKey(jwk).catch(() => null); // no point on the curve: its events have no author
    if (key) byKid.set(await thumbprint(jwk), { jwk, key });
  }
  return byKid;
}

async function checkEvent(sent: Sent, author: Author | null): Promise<CarriedEventRow | BundleTrouble> {
  const { raw, sig, kid, wraps, wrapsSig } = sent;
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
  if (!author) return bad('unknown-author');
  if (!(await isSignedBy('event', { raw, sig, kid }, author.key))) return bad('bad-signature');
  const names = parts.map(({ sha256 }) => sha256);
  const hash = await sha256Hex(raw);
  const row = { hash, chain, seq, raw, sig, kid, jwk: author.jwk, wraps, parts: names, bytes, refused: null };
  if (wrapsSig === undefined) return row; // an older app made the file
  const areWrapsSound = await isSignedBy('wraps', { raw: wrapsText(hash, wraps), sig: wrapsSig, kid }, author.key);
  return areWrapsSound ? { ...row, wrapsSig } : bad('wraps-changed');
}

/** Parts come first, so that an event never waits for parts that are not here. */
async function takeParts(
  carried: CarriedStore,
  bundle: Extract<Awaited<ReturnType<typeof openBundle>>, { ok: true }>,
  { own, others }: { readonly own: readonly CarriedEventRow[]; readonly others: readonly CarriedEventRow[] },
  troubles: BundleTrouble[],
): Promise<number> {
  const ours = new Set(own.flatMap((event) => event.parts));
  const chainOf = new Map(others.flatMap(({ chain, parts }) => parts.map((sha256) => [sha256, chain] as const)));
  let taken = 0;
  for (const part of bundle.text.parts) {
    const { sha256, bytes } = part;
    const chain = chainOf.get(sha256);
    if (chain === undefined && !ours.has(sha256)) troubles.push({ kind: 'part', sha256, because: 'unnamed' });
    if (chain === undefined) continue;
    const content = await bundle.readPart(part);
    if (!(content instanceof Uint8Array)) troubles.push(content);
    else if (await carried.takePart({ sha256, chain, bytes, state: 'waiting' }, content)) taken += 1;
  }
  return taken;
}

/** Receipts for this phone's own records go to their records, those for carried ones wait to be brought back. */
async function takeReceipts(
  { carried, queue, chains, clock }: TakeStores,
  { profile, ours }: { readonly profile: EnrolledProfile; readonly ours: ReadonlySet<string> },
  { receipts, certificates }: BundleItems,
  others: readonly CarriedEventRow[],
  troubles: BundleTrouble[],
): Promise<number> {
  const verify = await hubReceipts(profile.enrolled.hub, certificates);
  const carriedHashes = new Set(others.map(({ hash }) => hash));
  const own: BroughtReceipt[] = [];
  const theirs: CarriedReceiptRow[] = [];
  for (const receipt of receipts) {
    const says = await verify(receipt);
    if (typeof says === 'string') troubles.push({ kind: 'receipt', seq: null, because: says });
    else if (ours.has(says.chain)) {
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
  return keepOwn(queue, clock, own);
}

async function keepOwn(queue: QueueStore, clock: ClockStore, own: readonly BroughtReceipt[]): Promise<number> {
  let news = 0;
  for (const chain of new Set(own.map(({ row }) => row.chain))) {
    news += await queue.keepReceipts(
      chain,
      own.filter(({ row }) => row.chain === chain),
    );
  }
  const newest = Math.max(...own.map(({ row }) => row.time));
  if (own.length > 0) await clock.learn(signedTime(newest));
  return news;
}

function rowOf({ chain, seq, hash, outcome, time }: Receipt, receipt: Signed): ReceiptRow {
  return { chain, seq, hash, outcome, time, receipt, verifiedAt: null };
}

type ReadReceipt = (receipt: Signed) => Promise<Receipt | 'not-the-hubs' | 'unknown-key'>;

/** Reads a receipt that a certified key of the pinned hub signed; the file may bring certificates this phone has not met. */
async function hubReceipts(hub: EnrolledProfile['enrolled']['hub'], brought: readonly Signed[]): Promise<ReadReceipt> {
  const known = { ...hub, certificates: [...hub.certificates, ...(await soundCertificates(hub, brought))] };
  return async (receipt) => {
    const certificate = signingCertificate(known, receipt.kid);
    if (!certificate) return 'unknown-key';
    const isHubs = await isSignedBy('receipt', receipt, await importVerifyKey(certificate.jwk));
    const says = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), receipt.raw);
    return isHubs && says.success ? says.output : 'not-the-hubs';
  };
}
