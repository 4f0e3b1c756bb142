import * as v from 'valibot';
import { uuidSchema } from '../event.ts';
import { hubKeysSchema } from '../hub-keys.ts';
import { kidSchema, momentSchema, publicJwkSchema, sha256Schema, signedSchema } from '../signed.ts';

/** More of anything than this is no case: who checks a package is done soon, whatever is in it. */
const most = 10_000;
/** Events in one case. */
export const mostCaseEvents = most;

function list<S extends v.GenericSchema>(schema: S) {
  return v.pipe(v.array(schema), v.maxLength(most));
}

const seqSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const pathSchema = v.pipe(v.string(), v.regex(/^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._/-]{0,199}$/, 'not a path'));
const stepSchema = v.object({ hash: sha256Schema, left: v.boolean() });
/** No tree is as high. */
const wayToRootSchema = v.pipe(v.array(stepSchema), v.maxLength(64));

/** Names inside a package. Persisted: changing one breaks stored packages. */
export const evidencePaths = {
  manifest: 'manifest.json',
  case: 'case.json',
  page: 'verify.html',
  readme: 'README.txt',
  chain: (chain: string) => `chains/${chain}.txt`,
  part: (sha256: string) => `parts/${sha256}.part`,
  opened: (event: string, place: number, role: string, ending: string) => `opened/${event}/${place}-${role}.${ending}`,
  document: (sha256: string) => `documents/${sha256}.json`,
  stamp: (anchor: string) => `stamps/${anchor}.tst`,
} as const;

/**
 * What an export did not find at the hub: an attachment that has not arrived, a document no longer on the shelf. `room`: an attachment of
 * what stands beside the records that the package had no room for.
 */
const lackSchema = v.object({ what: v.picklist(['part', 'document', 'key', 'room']), name: v.string() });

/**
 * Raw text of `manifest.json`, signed by the hub with purpose `evidence`: which records these are, who took them out when and why, and
 * every other item by its hash. Persisted: changing this breaks stored packages.
 */
export const evidenceManifestSchema = v.object({
  v: v.literal(1),
  kind: v.literal('evidence'),
  records: v.pipe(list(uuidSchema), v.minLength(1)),
  exportedAt: momentSchema,
  /** Null: from the hub's own command line. */
  exportedBy: v.nullable(v.object({ person: uuidSchema, name: v.string(), role: v.string() })),
  reason: v.string(),
  /** Whether personal fields and photos are in it, opened. */
  opened: v.boolean(),
  hub: v.object({ identity: kidSchema, chain: uuidSchema, epoch: uuidSchema }),
  items: v.array(v.object({ path: pathSchema, sha256: sha256Schema, bytes: v.number() })),
  lacking: v.array(lackSchema),
});
export type EvidenceManifest = v.InferOutput<typeof evidenceManifestSchema>;

/** Longer texts of a list of contents are not read, nor more items: a ZIP without extensions counts no further. */
const mostListChars = 16 * 1024 * 1024;
const mostItems = 65_535;

/** `manifest.json` as it lies in a package: a list of contents is longer than any other signed text. */
export const manifestFileSchema = v.object({
  ...signedSchema.entries,
  raw: v.pipe(v.string(), v.maxLength(mostListChars)),
});

/** Whether a list of contents with this text, and that many items in all, can be read again. */
export function fitsInPackage(raw: string, items: number): boolean {
  return raw.length <= mostListChars && items <= mostItems;
}

/** An event with the receipt it got; `anchor` is the hash of the anchor that covers it, with its path in the tree of events. */
const kept = { event: signedSchema, receipt: signedSchema };
const provenSchema = v.object({
  ...kept,
  anchor: v.nullable(v.object({ hash: sha256Schema, path: wayToRootSchema })),
});
export type ProvenEvent = v.InferOutput<typeof provenSchema>;

const headProofSchema = v.object({ anchor: sha256Schema, seq: seqSchema, path: wayToRootSchema });

/**
 * `case.json`: everything signed about some records. Persisted: changing this breaks stored packages. Form 1 had no `decisions`; 2 no
 * `unused`, no `hash` of what was opened, and the signature over the list of contents in either half.
 */
export const evidenceCaseSchema = v.pipe(
  v.object({
    v: v.picklist([1, 2, 3]),
    /** The records first, then later events about them; of one id those first that the hub received first. */
    events: v.pipe(list(provenSchema), v.minLength(1)),
    /** How many other events name the records: the hub does not use them, and they are not in here. */
    unused: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
    /** Of the hub's own chains: grants of the authors, erasures, and the anchors that cover all these. */
    grants: list(v.object(kept)),
    erasures: list(v.object(kept)),
    /** Of these too: closings of the authors' chains, revocations of their devices, and what was decided about events that were held. */
    decisions: v.optional(list(v.object(kept)), []),
    anchors: list(v.object({ ...kept, stamp: v.nullable(pathSchema) })),
    /** Every chain an event is of: its whole list of hashes, and proof that its line `seq` was already so under an anchor. */
    chains: list(v.object({ chain: uuidSchema, list: pathSchema, head: v.nullable(headProofSchema) })),
    devices: list(v.object({ id: uuidSchema, kid: kidSchema, jwk: publicJwkSchema })),
    people: list(v.object({ id: uuidSchema, name: v.string() })),
    keys: hubKeysSchema,
    /** The key of a record, and what it opens. */
    openings: list(
      v.object({
        event: uuidSchema,
        /** Of the event: others may stand under its id. */
        hash: v.exactOptional(sha256Schema),
        key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'not a record key')),
        parts: list(v.object({ sha256: sha256Schema, path: pathSchema })),
      }),
    ),
    /** What records cite. `legal-text`: one text, canonical. `legal-texts`: the file that came with the app, in packages of older hubs. */
    documents: list(
      v.object({
        kind: v.picklist(['rulebook', 'zones', 'legal-texts', 'legal-text']),
        id: v.string(),
        version: v.string(),
        sha256: sha256Schema,
        path: pathSchema,
      }),
    ),
  }),
  v.check((file) => readsEachOnce(file), 'names an item twice'),
);
export type EvidenceCase = v.InferOutput<typeof evidenceCaseSchema>;

/** What names items of a package. */
interface Naming {
  readonly anchors: readonly { readonly stamp: string | null }[];
  readonly chains: readonly { readonly list: string }[];
  readonly openings: readonly { readonly parts: readonly { readonly path: string }[] }[];
  readonly documents: readonly { readonly path: string }[];
}

/** No item is read for more than one thing. */
function readsEachOnce({ anchors, chains, openings, documents }: Naming): boolean {
  const opened = openings.flatMap(({ parts }) => parts);
  const paths = [...chains.map(({ list: path }) => path), ...[...opened, ...documents].map(({ path }) => path)];
  const all = [...paths, ...anchors.flatMap(({ stamp }) => stamp ?? [])];
  return new Set(all).size === all.length;
}

/** One line of a chain's list: `seq hash`. */
export function chainLine({ seq, hash }: { seq: number; hash: string }): string {
  return `${seq} ${hash}\n`;
}

/** The hashes of a chain's list by seq; null when its lines are not 1, 2, 3 … without a hole. */
export function readChainList(text: string): readonly string[] | null {
  const lines = text.split('\n');
  if (lines.pop() !== '') return null;
  const hashes = lines.map((line) => line.slice(-64));
  const isInOrder = (line: string, at: number) => line === `${at + 1} ${hashes[at]}`;
  return lines.every(isInOrder) && hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash)) ? hashes : null;
}
