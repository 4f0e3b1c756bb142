import type { KnownPass } from '../gate-ports.ts';
import type { PassDraft } from '../pass-ports.ts';

/** The exit that ends an entry, at the gate where the keeper stands: whichever they came in by. */
export function exitOf(entry: KnownPass, draft: PassDraft, gate: string, at: number): PassDraft {
  const { id, class: kind, persons } = entry;
  return { ...draft, direction: 'out', gate: gate || entry.gate, class: kind, persons, entry: id, at };
}
