import * as v from 'valibot';
import { bodySchemas, type HulinEvent, type KnownBody } from '../../protocol/event.ts';

/**
 * Whether an event that the hub uses says something about one of these records: in a member that its kind has for it, not in whatever
 * its author put beside those.
 */
export function speaksAbout({ kind, schema, body }: HulinEvent, records: readonly string[]): boolean {
  const name = `${kind}/${schema}`;
  const read = Object.hasOwn(bodySchemas, name) ? v.safeParse(bodySchemas[name as KnownBody], body) : null;
  if (!read?.success) return false;
  const agreed = JSON.stringify(read.output);
  return records.some((id) => agreed.includes(`"${id}"`));
}
