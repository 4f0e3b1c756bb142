import { edgeOfBan } from '../../domain/patrol/edge-of-ban.ts';
import { type Crossing, trackPatrol } from '../../domain/patrol/patrol-track.ts';
import type { TrackFix } from '../../domain/patrol/smooth-fix.ts';
import type { Queryable } from '../ports.ts';
import type { CurrentDocuments } from './open-current.ts';

interface Known {
  /** How many positions there were, and of when the newest: another pair, another track. */
  readonly count: number;
  readonly newestAt: number;
  readonly digest: string;
  readonly crossings: readonly Crossing[];
}

const lookBackMs = 24 * 3_600_000;

/** Where rangers went in and out, reckoned from their positions as their phones do it. A track is reckoned again only when it has changed. */
export class RangerCrossings {
  readonly #known = new Map<string, Known>();

  /** Of the last day before `now`, by device; devices without any are left out. */
  async read(
    db: Queryable,
    documents: CurrentDocuments,
    now: number,
  ): Promise<ReadonlyMap<string, readonly Crossing[]>> {
    const heads = await db.query<{ device: string; count: number; newestAt: number }>(
      `select device, count(*)::integer as count, max(taken_at) as "newestAt"
         from position where received_at > $1 group by device`,
      [now - lookBackMs],
    );
    for (const { device, count, newestAt } of heads) {
      const known = this.#known.get(device);
      if (known?.count === count && known.newestAt === newestAt && known.digest === documents.digest) continue;
      const { digest } = documents;
      const crossings = await reckon(db, documents, device, now - lookBackMs);
      this.#known.set(device, { count, newestAt, digest, crossings });
    }
    return new Map(heads.map(({ device }) => [device, this.#known.get(device)?.crossings ?? []]));
  }
}

async function reckon(
  db: Queryable,
  { rulebooks, zones }: CurrentDocuments,
  device: string,
  since: number,
): Promise<readonly Crossing[]> {
  const fixes = await db.query<TrackFix & Record<string, unknown>>(
    `select taken_at as "takenAt", lon, lat, accuracy_meters as "accuracyMeters"
       from position where device = $1 and received_at > $2`,
    [device, since],
  );
  return trackPatrol(fixes, edgeOfBan(rulebooks, zones)).crossings;
}
