import * as v from 'valibot';
import { type Bytes, fromBase64url, sha256Hex, toBase64url } from '../bytes.ts';
import { type Receipt, receiptSchema } from '../custody.ts';
import { eventSchema, type HulinEvent } from '../event.ts';
import type { Signed } from '../signed.ts';
import { checkContents } from './check-contents.ts';
import { type Check, right, wrong } from './checks.ts';
import { readContainer } from './container.ts';
import {
  type EvidenceCase,
  type EvidenceManifest,
  evidenceCaseSchema,
  evidenceManifestSchema,
  evidencePaths,
  manifestFileSchema,
  type ProvenEvent,
} from './evidence-package.ts';
import { type HubKeyring, hubKeyring } from './hub-keyring.ts';
import { inLowHalf } from './low-half.ts';

/** An event of a package, read; `event` and `receipt` are null when their text cannot be. */
export interface EvidenceEvent {
  readonly kept: Pick<ProvenEvent, 'event' | 'receipt'> & { readonly anchor?: ProvenEvent['anchor'] };
  readonly hash: string;
  readonly event: HulinEvent | null;
  readonly receipt: Receipt | null;
}

/** A package taken apart. */
export interface Evidence {
  readonly manifest: EvidenceManifest;
  readonly items: ReadonlyMap<string, Bytes>;
  readonly file: EvidenceCase;
  readonly keyring: HubKeyring;
  readonly events: readonly EvidenceEvent[];
  readonly grants: readonly EvidenceEvent[];
  readonly erasures: readonly EvidenceEvent[];
  /** Closings, revocations and reviews. */
  readonly decisions: readonly EvidenceEvent[];
  readonly anchors: readonly EvidenceEvent[];
}

export type OpenedEvidence =
  | { readonly kind: 'unreadable' }
  /** `evidence` null: what is in it cannot be read any further; the checks say why. */
  | { readonly kind: 'read'; readonly checks: readonly Check[]; readonly evidence: Evidence | null };

/** Takes a package apart and accounts for every byte of it: its frame, its list of contents with the hub's signature, each item's hash. */
export async function openEvidence(bytes: Bytes): Promise<OpenedEvidence> {
  const container = readContainer(bytes, evidencePaths.manifest);
  if (!container.ok) return { kind: 'unreadable' };
  const items = new Map(container.items.toReversed().map((item) => [item.path, item.bytes])); // of two, the first
  const list = items.get(evidencePaths.manifest);
  if (!list) return { kind: 'unreadable' };
  const frame = container.faults.map(({ item, offset }) =>
    wrong('frame', item ?? '(frame)', `第 ${offset} 字节被改动`, `byte ${offset} was changed`),
  );
  const checks: Check[] = frame.length > 0 ? frame : [right('frame', '(frame)')];
  const signed = readManifestFile(list);
  const manifest = signed && readJson(signed.raw, evidenceManifestSchema);
  if (!signed || !manifest) {
    checks.push(wrong('manifest', evidencePaths.manifest, '无法读取', 'cannot be read'));
    return { kind: 'read', checks, evidence: null };
  }
  const contents = await checkContents(manifest, container.items);
  const file = readJson(textOf(items.get(evidencePaths.case)), evidenceCaseSchema);
  if (!file) {
    const unread = wrong('content', evidencePaths.case, '无法读取', 'cannot be read');
    return { kind: 'read', checks: [...checks, ...contents, unread], evidence: null };
  }
  const keyring = await hubKeyring(file.keys, manifest.hub.identity);
  const isSigned = isOnlyWay(file, signed) && (await keyring.isSigned('evidence', signed, manifest.exportedAt));
  checks.push(
    isSigned
      ? right('manifest', evidencePaths.manifest)
      : wrong('manifest', evidencePaths.manifest, '不是平台的签名', 'not signed by the hub'),
  );
  const readAll = (all: readonly EvidenceEvent['kept'][]) => Promise.all(all.map(readKept));
  const evidence: Evidence = {
    ...{ manifest, items, file, keyring },
    events: await readAll(file.events),
    grants: await readAll(file.grants),
    erasures: await readAll(file.erasures),
    decisions: await readAll(file.decisions),
    anchors: await readAll(file.anchors),
  };
  return { kind: 'read', checks: [...checks, ...contents], evidence };
}

/** The one way of writing a signed text into a file: any other would leave bytes that nothing accounts for. */
export function manifestFile({ raw, sig, kid }: Signed): string {
  return plainFile({ raw, sig: inLowHalf(sig), kid });
}

function plainFile({ raw, sig, kid }: Signed): string {
  return `${JSON.stringify({ raw, sig, kid })}\n`;
}

/** Half a character in a text is signed as U+FFFD, like that sign itself. */
const halfCharacter = /\p{Surrogate}/u;

function readManifestFile(bytes: Bytes): Signed | null {
  const text = textOf(bytes);
  const signed = readJson(text, manifestFileSchema);
  const isPlain = signed && plainFile(signed) === text && toBase64url(fromBase64url(signed.sig)) === signed.sig;
  return isPlain && !halfCharacter.test(signed.raw) ? signed : null;
}

/** From form 3 on the signature stands in the one half alone. */
function isOnlyWay({ v: form }: EvidenceCase, { sig }: Signed): boolean {
  return form < 3 || inLowHalf(sig) === sig;
}

async function readKept(kept: EvidenceEvent['kept']): Promise<EvidenceEvent> {
  return {
    kept,
    hash: await sha256Hex(kept.event.raw),
    event: readJson(kept.event.raw, eventSchema),
    receipt: readJson(kept.receipt.raw, receiptSchema),
  };
}

/** Null for what is not UTF-8, not JSON or not of this schema. */
export function readJson<S extends v.GenericSchema>(text: string | null, schema: S): v.InferOutput<S> | null {
  if (text === null) return null;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return result.success ? result.output : null;
}

/** Null for what is not there or is not UTF-8. A byte order mark stays a character. */
export function textOf(bytes: Bytes | undefined): string | null {
  try {
    return bytes ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) : null;
  } catch {
    return null; // whoever asks says what is wrong with the item
  }
}

/** What an event is called in a list of checks. */
export function nameOf({ event, hash }: Pick<EvidenceEvent, 'event' | 'hash'>): string {
  return event?.id ?? hash;
}

/** By the names in the package; null for the hub itself. */
export function personOf({ file }: Evidence, person: string): string | null {
  return file.people.find(({ id }) => id === person)?.name ?? null;
}
