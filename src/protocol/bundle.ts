import * as v from 'valibot';
import { sentEventSchema, uuidSchema } from './event.ts';
import { sealedRecallSchema } from './sealed-recall.ts';
import { kidSchema, momentSchema, publicJwkSchema, sha256Schema, signedSchema } from './signed.ts';

/**
 * A courier bundle: one file that any enrolled phone can carry to the hub. Lines of JSON, one item each, then an empty line, then
 * the sealed parts' bytes one after the other. A damaged line spoils its item alone: what others depend on, the head and the authors,
 * stands twice, far apart. Nothing in it is new: events are signed by their authors, parts are ciphertexts that events name by SHA-256,
 * receipts are the hub's. Persisted: changing the form breaks files that people keep.
 */
const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const headSchema = v.object({
  hulin: v.literal('bundle'),
  v: v.literal(1),
  /** The hub's identity key: whom the records are for. */
  hub: kidSchema,
  madeAt: momentSchema,
  /** How many items follow, so that a file cut short is noticed. */
  events: countSchema,
  parts: countSchema,
  receipts: countSchema,
  /** None in files of older apps, where each author stands once. */
  authors: v.fallback(v.optional(countSchema), undefined),
});
type Head = v.InferOutput<typeof headSchema>;

const firstLineSchema = v.object({
  ...headSchema.entries,
  /** The hub's, as far as whoever made the file knew them: the identity key proves each. None in files of older apps. */
  certificates: v.fallback(v.optional(v.array(signedSchema), []), []),
});
/** The last item bears the head's copy beside it: older apps read no further than the item. */
const lastLineSchema = v.object({ head: headSchema });

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

/** What stands in a bundle's lines. */
export interface BundleItems {
  readonly certificates: readonly v.InferOutput<typeof signedSchema>[];
  readonly authors: readonly BundleAuthor[];
  readonly events: readonly v.InferOutput<typeof sentEventSchema>[];
  readonly receipts: readonly v.InferOutput<typeof signedSchema>[];
  readonly parts: readonly BundlePart[];
}

/** What a bundle says before its parts' bytes. */
export interface BundleText extends BundleItems {
  readonly hub: string;
  readonly madeAt: number;
}

/** A line nobody can read, from 1. `isElsewhere`: what it said stands in the file a second time and was read there. */
export interface DamagedLine {
  readonly line: number;
  readonly isElsewhere: boolean;
}

export type ReadBundle =
  | {
      readonly ok: true;
      readonly text: BundleItems;
      /** Whom the records are for, by the head and by its copy: none when neither can be read, two when one of them was changed. */
      readonly hubs: readonly string[];
      readonly damaged: readonly DamagedLine[];
      /** Items the head promised beyond those found. */
      readonly lacking: number;
    }
  | { readonly ok: false; readonly because: 'not-a-bundle' | 'newer-bundle' };

/** The lines, with the empty one that ends them. Parts' bytes follow in the order given. */
export function writeBundleText({ hub, madeAt, certificates, authors, events, receipts, parts }: BundleText): string {
  const known = distinct(authors).map((author) => ({ author }));
  const counts = { events: events.length, parts: parts.length, receipts: receipts.length, authors: known.length };
  const head = { hulin: 'bundle', v: 1, hub, madeAt, ...counts };
  const items = [
    ...known,
    ...receipts.map((receipt) => ({ receipt })),
    ...events.map((event) => ({ event })),
    ...parts.map((part) => ({ part })),
    ...known,
  ];
  const lines = [
    { ...head, certificates },
    ...items.slice(0, -1),
    ...items.slice(-1).map((item) => ({ ...item, head })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`;
}

function distinct(authors: readonly BundleAuthor[]): BundleAuthor[] {
  return [...new Map(authors.map((author) => [JSON.stringify(author), author])).values()];
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

/** Reads the lines, also without the head; believes nothing of them yet. */
export function readBundleText(text: string): ReadBundle {
  const lines = text.replace(/\n+$/, '').split('\n');
  const ends = [lines[0] ?? '', lines.at(-1) ?? ''] as const;
  const first = parseLine(firstLineSchema, ends[0]);
  const heads = [first, parseLine(lastLineSchema, ends[1])?.head ?? null].filter((head) => head !== null);
  if (heads.length === 0 && ends.some(isNewer)) return { ok: false, because: 'newer-bundle' };
  const { items, damaged } = readItems(lines, first ? 1 : 0);
  if (heads.length === 0 && items.length === 0) return { ok: false, because: 'not-a-bundle' };
  const sorted = sort(items);
  const isWhole = heads.some((head) => isAllOf(head, sorted));
  const ofItems = first ? damaged : damaged.filter((line) => line !== 1);
  return {
    ok: true,
    text: { certificates: first?.certificates ?? [], ...sorted },
    hubs: [...new Set(heads.map(({ hub }) => hub))],
    damaged: damaged.map((line) => ({ line, isElsewhere: isWhole || (line === 1 && !first && heads.length > 0) })),
    lacking: heads.length === 0 ? 0 : Math.min(...heads.map((head) => lackingOf(head, sorted, ofItems.length))),
  };
}

function readItems(lines: readonly string[], from: number): { items: BundleItem[]; damaged: number[] } {
  const items: BundleItem[] = [];
  const damaged: number[] = [];
  for (let index = from; index < lines.length; index += 1) {
    const item = parseLine(itemSchema, lines[index] ?? '');
    if (item) items.push(item);
    else damaged.push(index + 1);
  }
  return { items, damaged };
}

function parseLine<S extends v.GenericSchema>(schema: S, line: string): v.InferOutput<S> | null {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), line);
  return read.success ? read.output : null;
}

type Sorted = Omit<BundleItems, 'certificates'>;

function sort(items: readonly BundleItem[]): Sorted {
  return {
    authors: distinct(items.flatMap((item) => ('author' in item ? [item.author] : []))),
    events: items.flatMap((item) => ('event' in item ? [item.event] : [])),
    receipts: items.flatMap((item) => ('receipt' in item ? [item.receipt] : [])),
    parts: items.flatMap((item) => ('part' in item ? [item.part] : [])),
  };
}

function lackingOf(head: Head, { events, parts, receipts }: Sorted, damaged = 0): number {
  const found = events.length + parts.length + receipts.length;
  return Math.max(0, head.events + head.parts + head.receipts - found - damaged);
}

function isAllOf(head: Head, sorted: Sorted): boolean {
  return lackingOf(head, sorted) === 0 && head.authors !== undefined && sorted.authors.length >= head.authors;
}

function isNewer(line: string): boolean {
  const newer = v.object({ hulin: v.literal('bundle'), v: v.pipe(v.number(), v.minValue(2)) });
  return parseLine(v.union([newer, v.object({ head: newer })]), line) !== null;
}
