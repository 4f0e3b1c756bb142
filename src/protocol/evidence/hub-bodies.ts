import * as v from 'valibot';
import { codesOf, erasureReasons, reviewOutcomes } from '../../domain/shared/codes.ts';
import { kidSchema, momentSchema, sha256Schema } from '../signed.ts';

const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const treeSchema = v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(0)), root: sha256Schema });

/**
 * Body of an `anchor`, schema 1, on the hub's own chain: what every chain was at the end of a civil day in Weihai. `heads` is the tree
 * over the head of every chain, `events` that over every event since the anchor before; leaves are `eventLeaf`, ascending by chain and seq.
 */
export const anchorBodySchema = v.object({
  day: v.pipe(v.string(), v.isoDate()),
  until: momentSchema,
  heads: treeSchema,
  events: treeSchema,
});
export type AnchorBody = v.InferOutput<typeof anchorBodySchema>;

/** One leaf of an anchor's trees. Persisted: changing this breaks stored anchors. */
export function eventLeaf({ chain, seq, hash }: { chain: string; seq: number; hash: string }): string {
  return `${chain}/${seq}/${hash}`;
}

/** Body of an `erasure`, schema 1, on the hub's own chain: whose personal parts nobody can open any more, and why. */
export const erasureBodySchema = v.variant('scope', [
  v.object({ scope: v.literal('records'), records: v.array(uuid), because: v.picklist(codesOf(erasureReasons)) }),
  v.object({
    scope: v.literal('season'),
    season: v.string(),
    kid: kidSchema,
    because: v.picklist(codesOf(erasureReasons)),
  }),
]);
export type ErasureBody = v.InferOutput<typeof erasureBodySchema>;

/** Body of a `grant`, schema 1, of a device that was enrolled, or was enrolled in an earlier life of the hub: whose device writes which chain. */
export const takenGrantSchema = v.object({
  step: v.picklist(['taken', 'recalled']),
  device: uuid,
  kid: kidSchema,
  chain: uuid,
  person: uuid,
  role: v.string(),
});
export type TakenGrant = v.InferOutput<typeof takenGrantSchema>;

/** Body of a `closing`, schema 1: the device's key goes on writing on `successor`. */
export const closingBodySchema = v.object({ chain: uuid, kid: kidSchema, successor: uuid });

/** Body of a `revocation`, schema 1. `lostFrom`: the key was out of its owner's hands from then on, by the hub's clock; none when nobody said so. */
export const revocationBodySchema = v.object({
  device: uuid,
  kid: kidSchema,
  lostFrom: v.optional(momentSchema),
});

/** Body of a `review`, schema 1: what was decided about an event that was held. */
export const reviewBodySchema = v.object({
  chain: uuid,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  hash: sha256Schema,
  because: v.string(),
  outcome: v.picklist(codesOf(reviewOutcomes)),
});
