import type { Passage } from '../../domain/gate/pass.ts';
import type { Passages } from '../../protocol/passages.ts';

/** What a counter told of a class of traveller; what says none can be compared with no register. */
export function classedPassages({ gate, passages }: Passages): Passage[] {
  return passages.flatMap(({ class: kind, ...passage }) => (kind ? [{ gate, class: kind, ...passage }] : []));
}
