import { randomUUID } from 'node:crypto';
import { type Bytes, sha256Hex, toBase64url, utf8 } from '../../protocol/bytes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { citationsOf } from '../../protocol/evidence/check-documents.ts';
import { lawsCited } from '../../protocol/evidence/check-laws.ts';
import { type Item, packContainer } from '../../protocol/evidence/container.ts';
import {
  type EvidenceCase,
  type EvidenceManifest,
  evidencePaths,
  fitsInPackage,
} from '../../protocol/evidence/evidence-package.ts';
import { manifestFile } from '../../protocol/evidence/open-evidence.ts';
import type { OpeningTools } from '../custody/open-part.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import { chainItems } from './chain-items.ts';
import { type DocumentSource, documentItems } from './document-items.ts';
import { AnchorProofs } from './gather-anchors.ts';
import { type CaseEvent, type GatheredCase, gatherCase } from './gather-case.ts';
import { lawItems } from './law-items.ts';
import { type Opener, openRecord } from './open-record.ts';
import { readmeText } from './readme-text.ts';
import { partsOf, roomForParts } from './room-for-parts.ts';

export interface EvidenceTools extends OpeningTools, DocumentSource {
  readonly keys: HubKeys;
  /** The page that checks a package, put into each; null: not built. */
  evidencePage(): Promise<Bytes | null>;
}

export interface EvidenceRequest {
  readonly records: readonly string[];
  readonly reason: string;
  /** Whether personal fields and photos are to be in it, opened. */
  readonly open: boolean;
  readonly by:
    | { readonly device: string; readonly person: string; readonly name: string; readonly role: string }
    | { readonly operator: string };
}

export type BuiltEvidence =
  | { readonly ok: true; readonly bytes: Bytes; readonly sha256: string }
  | { readonly ok: false; readonly because: 'missing' | 'too-large'; readonly record: string };

/**
 * Puts records, everything signed about them and all that is needed to check it into one file. Who took it out stands in
 * evidence_export, every part opened for it in opening, before it resolves. The same records at the same time give the same file, but for
 * the signature of its list.
 */
export async function buildEvidence(
  tools: EvidenceTools,
  request: EvidenceRequest,
  signal: AbortSignal,
): Promise<BuiltEvidence> {
  const gathered = await gatherCase(tools.database, request.records);
  if (!gathered.ok) return { ok: false, because: 'missing', record: gathered.missing };
  const room = await roomForParts(tools.database, gathered.events);
  if (!room.ok) return { ok: false, because: 'too-large', record: room.record };
  const id = randomUUID();
  const making = new PackageInMaking(tools, request, gathered, room.without, id, signal);
  const bytes = await making.make();
  if (!bytes) return { ok: false, because: 'too-large', record: request.records[0] ?? id };
  const sha256 = await sha256Hex(bytes);
  await logExport(tools, request, id, sha256, bytes.length);
  return { ok: true, bytes, sha256 };
}

class PackageInMaking {
  readonly #items: Item[] = [];
  readonly #lacking: EvidenceManifest['lacking'] = [];
  readonly #now: number;
  readonly #tools: EvidenceTools;
  readonly #request: EvidenceRequest;
  readonly #gathered: GatheredCase;
  readonly #without: ReadonlySet<CaseEvent>;
  readonly #id: string;
  readonly #signal: AbortSignal;

  constructor(
    tools: EvidenceTools,
    request: EvidenceRequest,
    gathered: GatheredCase,
    without: ReadonlySet<CaseEvent>,
    id: string,
    signal: AbortSignal,
  ) {
    this.#tools = tools;
    this.#request = request;
    this.#gathered = gathered;
    this.#without = without;
    this.#id = id;
    this.#signal = signal;
    this.#now = tools.clock.now();
  }

  /** Null when there is more to list than one list can. */
  async make(): Promise<Bytes | null> {
    const file = await this.#case();
    this.#put(evidencePaths.case, utf8(`${JSON.stringify(file)}\n`));
    this.#put(evidencePaths.readme, utf8(readmeText(this.#tools.keys.identityKid)));
    const page = await this.#tools.evidencePage();
    if (page) this.#put(evidencePaths.page, page);
    const items = this.#items.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const list = await this.#manifest(items);
    if (!fitsInPackage(list, items.length + 1)) return null;
    const signed = utf8(manifestFile(await this.#tools.keys.sign('evidence', list)));
    return packContainer([{ path: evidencePaths.manifest, bytes: signed }, ...items]);
  }

  async #case(): Promise<EvidenceCase> {
    const { events, grants, erasures, decisions, devices, people, unused } = this.#gathered;
    const proofs = new AnchorProofs(this.#tools.database);
    const proven: EvidenceCase['events'] = [];
    for (const { chain, seq, event, receipt } of events) {
      proven.push({ event, receipt, anchor: await proofs.ofEvent({ chain, seq }) });
    }
    await this.#putParts();
    const openings = this.#request.open ? await this.#open() : [];
    const chains = await chainItems(this.#tools.database, events, proofs);
    for (const { item } of chains) this.#items.push(item);
    const kept = ({ event, receipt }: Pick<CaseEvent, 'event' | 'receipt'>) => ({ event, receipt });
    return {
      v: 3,
      events: proven,
      unused,
      grants: grants.map(kept),
      erasures: erasures.map(kept),
      decisions: decisions.map(kept),
      anchors: await this.#anchors(proofs),
      chains: chains.map(({ entry }) => entry),
      devices: [...devices],
      people: [...people],
      keys: { identity: this.#tools.keys.identity, certificates: this.#tools.keys.certificates },
      openings,
      documents: await this.#documents(),
    };
  }

  async #putParts(): Promise<void> {
    const namedBy = (events: readonly CaseEvent[]) =>
      new Set(events.flatMap(({ event }) => partsOf(event.raw).map(({ sha256 }) => sha256)));
    const going = namedBy(this.#gathered.events.filter((one) => !this.#without.has(one)));
    for (const sha256 of going) {
      this.#signal.throwIfAborted();
      const part = await this.#tools.parts.get(sha256);
      if (part) this.#put(evidencePaths.part(sha256), part);
      else this.#lacking.push({ what: 'part', name: sha256 });
    }
    for (const name of namedBy([...this.#without])) {
      if (!going.has(name)) this.#lacking.push({ what: 'room', name });
    }
  }

  /**
   * An id may stand on several chains: parts that one key opened under it are not opened again, those of others go on with the numbers.
   */
  async #open(): Promise<EvidenceCase['openings']> {
    const openings: EvidenceCase['openings'] = [];
    const numbers = new Map<string, number>();
    const done = new Map<string, readonly string[]>();
    for (const record of this.#gathered.events) {
      this.#signal.throwIfAborted();
      const { id, hash, event } = record;
      const [author, before] = [`${id} ${event.kid}`, numbers.get(id) ?? 0];
      const known = done.get(author) ?? [];
      if (this.#without.has(record) || partsOf(event.raw).every(({ sha256 }) => known.includes(sha256))) continue;
      const opened = await openRecord(this.#tools, record, this.#opener());
      if (!opened) {
        this.#lacking.push({ what: 'key', name: id });
        continue;
      }
      const parts = opened.parts.map(({ sha256, role, type, plain }, place) => {
        const path = evidencePaths.opened(id, before + place + 1, plainName(role), endingOf(type));
        this.#put(path, plain);
        return { sha256, path };
      });
      numbers.set(id, before + parts.length);
      done.set(author, [...known, ...parts.map(({ sha256 }) => sha256)]);
      openings.push({ event: id, hash, key: toBase64url(opened.key), parts });
    }
    return openings;
  }

  async #anchors(proofs: AnchorProofs): Promise<EvidenceCase['anchors']> {
    const anchors = await proofs.anchors();
    return anchors.map(({ hash, event, receipt, token }) => {
      const stamp = token ? evidencePaths.stamp(hash) : null;
      if (stamp && token) this.#put(stamp, token);
      return { event, receipt, stamp };
    });
  }

  async #documents(): Promise<EvidenceCase['documents']> {
    const events = this.#gathered.events.map(({ event }) => JSON.parse(event.raw) as HulinEvent);
    const documents = await documentItems(this.#tools, events.flatMap(citationsOf));
    const laws = await lawItems(this.#tools, events.flatMap(lawsCited));
    const found = [...documents.found, ...laws.found];
    for (const { item } of found) this.#items.push(item);
    for (const name of [...documents.missing, ...laws.missing]) this.#lacking.push({ what: 'document', name });
    return found.map(({ entry }) => entry);
  }

  async #manifest(items: readonly Item[]): Promise<string> {
    const { keys } = this.#tools;
    const { by, records, reason, open } = this.#request;
    const described = items.map(async ({ path, bytes }) => ({
      path,
      sha256: await sha256Hex(bytes),
      bytes: bytes.length,
    }));
    const manifest: EvidenceManifest = {
      v: 1,
      kind: 'evidence',
      records: [...records],
      exportedAt: this.#now,
      exportedBy: 'operator' in by ? null : { person: by.person, name: by.name, role: by.role },
      reason,
      opened: open,
      hub: { identity: keys.identityKid, ...this.#gathered.hub },
      items: await Promise.all(described),
      lacking: this.#lacking,
    };
    return JSON.stringify(manifest);
  }

  #opener(): Opener {
    const { by, reason } = this.#request;
    const who =
      'operator' in by
        ? { device: null, person: null, operator: by.operator, role: 'operator' }
        : { device: by.device, person: by.person, operator: null, role: by.role };
    return { ...who, reason, export: this.#id };
  }

  #put(path: string, bytes: Bytes): void {
    this.#items.push({ path, bytes });
  }
}

/** What a phone wrote must not choose a name on somebody's disk. */
function plainName(role: string): string {
  return /^[a-z]{1,20}$/.test(role) ? role : 'part';
}

function endingOf(type: string): string {
  const endings: Readonly<Record<string, string>> = {
    'application/json': 'json',
    'image/jpeg': 'jpg',
    'image/png': 'png',
    'image/webp': 'webp',
    'image/heic': 'heic',
    'application/geo+json': 'geojson',
    'audio/webm': 'webm',
    'audio/mp4': 'm4a',
  };
  return endings[type] ?? 'bin';
}

async function logExport(
  { database, clock }: EvidenceTools,
  { records, reason, open, by }: EvidenceRequest,
  id: string,
  sha256: string,
  bytes: number,
): Promise<void> {
  const who = 'operator' in by ? [null, null, by.operator] : [by.device, by.person, null];
  await database.query(
    `insert into evidence_export (id, at, device, person, operator, records, opened, reason, sha256, bytes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, clock.now(), ...who, records, open, reason, sha256, bytes],
  );
}
