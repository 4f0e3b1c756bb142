import * as v from 'valibot';
import { codesOf, roles } from '../domain/shared/codes.ts';
import { momentSchema, uuidSchema } from './signed.ts';

/** What travels of everything that several people may change: choices, entries, who said them. */

const originEntries = {
  event: uuidSchema,
  chain: uuidSchema,
  person: uuidSchema,
  role: v.exactOptional(v.picklist(codesOf(roles))),
  fromAt: v.nullable(momentSchema),
  toAt: v.nullable(momentSchema),
};

/** One entry but for its field and value. Persisted by the hub within files: changing this breaks stored data. */
export const entryEntries = {
  ...originEntries,
  version: v.number(),
  state: v.picklist(['stands', 'past', 'claim', 'overruled', 'agreed']),
  stoodAt: v.nullable(v.number()),
  stoodBy: v.nullable(uuidSchema),
};

/** A supervisor's choice within a file. Persisted as above. */
export const writtenChoiceSchema = <const F extends string>(fields: readonly F[]) =>
  v.object({
    ...originEntries,
    version: v.number(),
    field: v.picklist(fields),
    stands: v.nullable(uuidSchema),
    over: v.array(uuidSchema),
  });

/** What a choice says: whose value stands (an event's id; null: what stood before anybody's), and over whose. */
export const choiceEntries = <const F extends string>(fields: readonly F[]) => ({
  field: v.picklist(fields),
  stands: v.nullable(uuidSchema),
  over: v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(64)),
});

/** A command that names no base: its author may have seen anything, so what it changes is shown to a supervisor. */
export const unknownBase = Number.MAX_SAFE_INTEGER;
