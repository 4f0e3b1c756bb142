import * as v from 'valibot';
import { codesOf } from '../domain/shared/codes.ts';
import { gateModes, passClasses, passDirections } from '../domain/shared/gate-codes.ts';
import { momentSchema, uuidSchema } from './signed.ts';

/** A coach at most. */
export const mostPersons = 200;

/**
 * Body of an entry or exit, schema 1: everything that is not personal. Name, phone and plate stand in a sealed `fields` part of the form
 * of a violation's. `gate` is a station's id. `entry`: of an exit, the event of the entry it ends; null where nobody knows which.
 * Persisted: changing this breaks stored data.
 */
export const passBodySchema = v.pipe(
  v.object({
    direction: v.picklist(codesOf(passDirections)),
    gate: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
    class: v.picklist(codesOf(passClasses)),
    persons: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostPersons)),
    /** Whether they said that they carry a fire source, and whether it was deposited. */
    declaresFire: v.boolean(),
    depositsFire: v.boolean(),
    entry: v.nullable(uuidSchema),
    at: momentSchema,
    /** The mode the gate was in for the keeper; not in passes of older phones. */
    mode: v.exactOptional(v.picklist(codesOf(gateModes))),
  }),
  v.check(({ direction, entry }) => direction === 'out' || entry === null, 'an entry that ends one'),
);
export type PassBody = v.InferOutput<typeof passBodySchema>;

/**
 * An entry or exit of any keeper's register as all keepers are told it, by its event id: what is in clear, who wrote it, and whether it
 * was taken back.
 */
export const registeredPassSchema = v.intersect([
  passBodySchema,
  v.object({ id: uuidSchema, person: uuidSchema, voided: v.boolean() }),
]);
export type RegisteredPass = v.InferOutput<typeof registeredPassSchema>;
