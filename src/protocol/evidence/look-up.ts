import type { Bytes } from '../bytes.ts';
import { readChainList } from './evidence-package.ts';
import { grouped, once } from './once.ts';
import { type Evidence, type EvidenceEvent, textOf } from './open-evidence.ts';

const events = once(({ events: all }: Evidence) => grouped(all, ({ event }) => event?.id ?? null));
const lacks = once(({ manifest }: Evidence) => grouped(manifest.lacking, ({ name }) => name));

/** The events of one id, in their order. */
export function eventsById(evidence: Evidence, id: string): readonly EvidenceEvent[] {
  return events(evidence).get(id) ?? [];
}

/** Whether the export did not have this, and says so. */
export function isLacking(evidence: Evidence, wanted: Evidence['manifest']['lacking'][number]['what'], name: string) {
  return (lacks(evidence).get(name) ?? []).some(({ what }) => what === wanted);
}

const lists = once((bytes: Bytes) => ({ hashes: readChainList(textOf(bytes) ?? '') }));

/** The hashes in a chain's list; null when it is missing or cannot be read. */
export function listOf(bytes: Bytes | undefined): readonly string[] | null {
  return bytes ? lists(bytes).hashes : null;
}
