import * as v from 'valibot';
import { sentEventSchema, uuidSchema } from './event.ts';
import { sealedRecallSchema } from './sealed-recall.ts';
import { kidSchema, momentSchema, publicJwkSchema, sha256Schema, signedSchema } from './signed.ts';

/**
 * A courier bundle: one file that any enrolled phone can carry to the hub. Lines of JSON, one item each, then an empty line, then
 * the sealed parts' bytes one after the other. A damaged line spoils its item alone. Nothing in it is new: events are
 * signed by their authors, parts are ciphertexts that events name by SHA-256, receipts are the hub's. Persisted: changing the form
 * breaks files that people keep.
 */
const firstLineSchema = v.object({
  hulin: v.literal('bundle'),
  v: v.literal(1),
  /** The hub's identity key: whom the records are for. */
  hub: kidSchema,
  madeAt: momentSchema,
  /** How many items follow, so that a file cut short is noticed. */
  events: v.pipe(v.number(), v.integer(), v.minValue(0)),
  parts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  receipts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The hub's, as far as whoever made the file knew them: the identity key proves each. None in files of older apps. */
  certificates: v.fallback(v.optional(v.array(signedSchema), []), []),
});

const offsetSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** `recall`: what brings the author back to a hub that was restored; none in files of older apps, and what cannot be read is none. */
export const bundleAuthorSchema = v.object({
  chain: uuidSchema,
  jwk: publicJwkSchema,
  recall: v.fallback(v.optional(sealedRecallSchema), undefined),
});
export type BundleAuthor = v.InferOutput<typeof bundleAuthorSchema>;
/** `at`: where its bytes begin, counted from the first byte after the empty line. */
export const bundlePartSchema = v.object({ sha256: sha256Schema, at: offsetSchema, bytes: offsetSchema });
export type BundlePart = v.InferOutput<typeof bundlePartSchema>;

const itemSchema = v.union([
  v.object({ author: bundleAuthorSchema }),
  v.object({ event: sentEventSchema }),
  v.object({ receipt: signedSchema }),
  v.object({ part: bundlePartSchema }),
]);
type BundleItem = v.InferOutput<typeof itemSchema>;

export const bundleSuffix = '.hulin';
export const bundleType = 'application/vnd.hulin.bundle';

/** What a bundle says before its parts' bytes. */
export interface BundleText {
  readonly hub: string;
  readonly madeAt: number;
  readonly certificates: readonly v.InferOutput<typeof signedSchema>[];
  readonly authors: readonly BundleAuthor[];
  readonly events: readonly v.InferOutput<typeof sentEventSchema>[];
  readonly receipts: readonly v.InferOutput<typeof signedSchema>[];
  readonly parts: readonly BundlePart[];
}

export type ReadBundle =
  /** `damaged`: numbers of the lines nobody can read, from 1. `lacking`: items the first line promised beyond those found. */
  | { readonly ok: true; readonly text: BundleText; readonly damaged: readonly number[]; readonly lacking: number }
  | { readonly ok: false; readonly because: 'not-a-bundle' | 'newer-bundle' };

/** The lines, with the empty one that ends them. Parts' bytes follow in the order given. */
export function writeBundleText({ hub, madeAt, certificates, authors, events, receipts, parts }: BundleText): string {
  const counts = { events: events.length, parts: parts.length, receipts: receipts.length };
  const lines = [
    { hulin: 'bundle', v: 1, hub, madeAt, ...counts, certificates },
    ...authors.map((author) => ({ author })),
    ...receipts.map((receipt) => ({ receipt })),
    ...events.map((event) => ({ event })),
    ...parts.map((part) => ({ part })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`;
}

/** Where each part's bytes stand when they follow each other. */
export function placeParts(parts: readonly { readonly sha256: string; readonly bytes: number }[]): BundlePart[] {
  let at = 0;
  return parts.map(({ sha256, bytes }) => {
    const placed = { sha256, at, bytes };
    at += bytes;
    return placed;
  });
}

/** Reads the lines; believes nothing of them yet. */
export function readBundleText(text: string): ReadBundle {
  const [first = '', ...lines] = text.replace(/\n+$/, '').split('\n');
  const head = v.safeParse(v.pipe(v.string(), v.parseJson(), firstLineSchema), first);
  if (!head.success) return { ok: false, because: isNewer(first) ? 'newer-bundle' : 'not-a-bundle' };
  const items: BundleItem[] = [];
  const damaged: number[] = [];
  for (const [index, line] of lines.entries()) {
    const item = v.safeParse(v.pipe(v.string(), v.parseJson(), itemSchema), line);
    if (item.success) items.push(item.output);
    else damaged.push(index + 2);
  }
  const { hub, madeAt, certificates, events, parts, receipts } = head.output;
  const sorted = sort(items);
  const found = sorted.events.length + sorted.parts.length + sorted.receipts.length;
  const lacking = Math.max(0, events + parts + receipts - found - damaged.length);
  return { ok: true, text: { hub, madeAt, certificates, ...sorted }, damaged, lacking };
}

function sort(items: readonly BundleItem[]): Pick<BundleText, 'authors' | 'events' | 'receipts' | 'parts'> {
  return {
    authors: items.flatMap((item) => ('author' in item ? [item.author] : [])),
    events: items.flatMap((item) => ('event' in item ? [item.event] : [])),
    receipts: items.flatMap((item) => ('receipt' in item ? [item.receipt] : [])),
    parts: items.flatMap((item) => ('part' in item ? [item.part] : [])),
  };
}

function isNewer(first: string): boolean {
  const newer = v.object({ hulin: v.literal('bundle'), v: v.pipe(v.number(), v.minValue(2)) });
  return v.is(v.pipe(v.string(), v.parseJson(), newer), first);
}
