import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import {
  type BundleAuthor,
  type BundleText,
  bundleSuffix,
  bundleType,
  placeParts,
  writeBundleText,
} from '../../protocol/bundle.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { type SentEvent, wrapsText } from '../../protocol/event.ts';
import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import { type Signed, signText, thumbprint } from '../../protocol/signed.ts';
import type { ExportedFile } from '../courier-ports.ts';
import { type CarriedRows, recallsOf, unsettled } from '../storage/carried-chain.ts';
import type { CarriedEventRow } from '../storage/carried-rows.ts';
import type { CarriedStore } from '../storage/carried-store.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import type { QueueStore } from '../storage/queue-store.ts';
import { recallOf } from '../storage/recall-of.ts';
import type { EventRow } from '../storage/rows.ts';
import { newestSealingKey } from './newest-sealing-key.ts';

export interface ExportStores {
  readonly queue: QueueStore;
  readonly carried: CarriedStore;
}

/** A sealed part and where its bytes come from: they are read one by one, so that a long queue needs little memory. */
interface Packed {
  readonly sha256: string;
  readonly bytes: number;
  readonly content: Blob;
}

/** One file of all that the hub has not confirmed: this phone's own and what it carries. Null when that is nothing. */
export async function exportQueue(
  { queue, carried }: ExportStores,
  profile: EnrolledProfile,
  madeAt: number,
): Promise<ExportedFile | null> {
  const { chain } = profile.enrolled;
  const own = await queue.read(chain);
  const others = (await carried.all()).map(undelivered);
  const parts = [
    ...(await pack(own.parts, (sha256) => queue.readBytes(sha256))),
    ...(await pack(
      [...new Map(others.flatMap((rows) => rows.parts).map((part) => [part.sha256, part])).values()],
      (sha256) => carried.readBytes(sha256),
    )),
  ];
  const events = [
    ...(await Promise.all(own.events.map((event) => withWrapsSigned(event, profile)))),
    ...others.flatMap((rows) => rows.events),
  ];
  if (events.length === 0 && parts.length === 0) return null;
  const recall = await ownRecall(profile, madeAt);
  const authors = [
    ...[...new Set([chain, ...own.events.map((event) => event.chain)])].map((ours) => {
      return { chain: ours, jwk: profile.jwk, recall };
    }),
    ...others.flatMap(authorsOf),
  ];
  const receipts = [...own.receipts, ...others.flatMap((rows) => rows.receipts)].map(({ receipt }) => receipt);
  const text = { authors, events: events.map(sentEvent), receipts, parts: placeParts(parts) };
  return fileOf({ ...(await headOf(profile, madeAt)), ...text }, chain, parts);
}

/** The hub's receipts for what was carried, without the records themselves. Null when there are none. */
export async function exportReceipts(
  carried: CarriedStore,
  profile: EnrolledProfile,
  madeAt: number,
): Promise<ExportedFile | null> {
  const receipts: Signed[] = (await carried.all()).flatMap((rows) => rows.receipts.map(({ receipt }) => receipt));
  if (receipts.length === 0) return null;
  const text = { authors: [], events: [], receipts, parts: [] };
  return fileOf({ ...(await headOf(profile, madeAt)), ...text }, 'receipts', []);
}

function undelivered(rows: CarriedRows): CarriedRows {
  const waiting = new Set(unsettled(rows).map(({ hash }) => hash));
  const parts = rows.parts.filter(({ state }) => state === 'waiting');
  const wanted = new Set(parts.map(({ sha256 }) => sha256));
  const events = rows.events.filter(
    (event) => waiting.has(event.hash) || event.parts.some((sha256) => wanted.has(sha256)),
  );
  const hashes = new Set(events.map(({ hash }) => hash));
  return { ...rows, events, parts, receipts: rows.receipts.filter(({ hash }) => hashes.has(hash)) };
}

async function pack(
  parts: readonly { readonly sha256: string }[],
  readBytes: (sha256: string) => Promise<Bytes | null>,
): Promise<Packed[]> {
  const packed: Packed[] = [];
  for (const { sha256 } of parts) {
    const bytes = await readBytes(sha256);
    if (bytes) packed.push({ sha256, bytes: bytes.length, content: new Blob([bytes]) });
  }
  return packed;
}

async function headOf({ enrolled }: EnrolledProfile, madeAt: number) {
  const { identity, certificates } = enrolled.hub;
  return { hub: await thumbprint(identity), madeAt: Math.round(madeAt), certificates };
}

function fileOf(text: BundleText, from: string, parts: readonly Packed[]): ExportedFile {
  const [day, time] = [civilDateAt(text.madeAt), civilTimeAt(text.madeAt)];
  const name = `hulin-${from.slice(-6)}-${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}${bundleSuffix}`;
  const file = new File([writeBundleText(text), ...parts.map(({ content }) => content)], name, { type: bundleType });
  return { file, events: text.events.length, parts: parts.length };
}

/** For a hub restored from a backup that knows nothing of this phone; whoever carries it cannot read whose it is. */
async function ownRecall(profile: EnrolledProfile, now: number): Promise<SealedRecall> {
  const [{ sealRecall }, recall] = await Promise.all([import('../../protocol/recall.ts'), recallOf(profile)]);
  return sealRecall(recall, await newestSealingKey(profile.enrolled.hub, now));
}

/** Nobody on the way can change or take away what opens the record without its being noticed. */
async function withWrapsSigned(event: EventRow, { privateKey, kid }: EnrolledProfile) {
  const { sig } = await signText('wraps', wrapsText(event.hash, event.wraps), privateKey, kid);
  return { ...event, wrapsSig: sig };
}

function sentEvent({ raw, sig, kid, wraps, wrapsSig }: Pick<CarriedEventRow, keyof SentEvent>) {
  return { raw, sig, kid, wraps: [...wraps], ...(wrapsSig !== undefined && { wrapsSig }) };
}

/** As often as there is something that may bring him back. */
function authorsOf({ chain, events }: CarriedRows): BundleText['authors'] {
  const recalls = recallsOf(chain);
  const shown: readonly (SealedRecall | undefined)[] = recalls.length > 0 ? recalls : [undefined];
  return distinct(events).flatMap(({ jwk }) => shown.map((recall) => ({ chain: chain.chain, jwk, recall })));
}

function distinct<A extends Pick<BundleAuthor, 'chain' | 'jwk'>>(authors: readonly A[]): A[] {
  return [...new Map(authors.map((author) => [`${author.chain} ${author.jwk.x}`, author])).values()];
}
