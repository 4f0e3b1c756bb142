import type { Position, Situation } from '../../protocol/situation.ts';
import type { Queryable } from '../ports.ts';

/** A track is kept this long, shown only this long after it was received. */
export const positionRetentionMs = 30 * 86_400_000;
export const positionShownMs = 24 * 3_600_000;

/** Keeps a device's positions and lets go of its old ones. Safe to repeat. */
export async function keepPositions(
  db: Queryable,
  device: string,
  now: number,
  positions: readonly Position[],
): Promise<void> {
  await db.query(
    `insert into position (device, taken_at, lon, lat, accuracy_meters, received_at)
     select $1, p.*, $2 from unnest($3::bigint[], $4::float8[], $5::float8[], $6::float8[]) as p on conflict do nothing`,
    [
      ...[device, now, positions.map(({ takenAt }) => takenAt), positions.map(({ lon }) => lon)],
      ...[positions.map(({ lat }) => lat), positions.map(({ accuracyMeters }) => accuracyMeters)],
    ],
  );
  await db.query('delete from position where device = $1 and received_at < $2', [device, now - positionRetentionMs]);
}

/**
 * Where each active device was last, as far as heard of within a day. The newest received wins: a phone's own clock may be wrong. Its
 * person is whoever of those that share it was enrolled, or signed in, last before that.
 */
export async function newestPositions(
  db: Queryable,
  now: number,
): Promise<Omit<Situation['positions'][number], 'crossings'>[]> {
  return db.query<Omit<Situation['positions'][number], 'crossings'> & Record<string, unknown>>(
    `with newest as (
       select distinct on (p.device) p.* from position p join device d on d.id = p.device and d.status = 'active'
        where p.received_at > $1 order by p.device, p.received_at desc, p.taken_at desc)
     select p.device, g.person, g.role, p.lon, p.lat, p.accuracy_meters as "accuracyMeters",
            p.taken_at as "takenAt", p.received_at as "receivedAt"
       from newest p
       join lateral (
         select g.person, g.role from device_grant g left join session s on s.device_grant = g.id and s.created_at <= p.received_at
          where g.device = p.device
          order by g.from_at <= p.received_at desc, greatest(g.from_at, s.created_at) desc, g.id desc limit 1) g on true
      order by p.device`,
    [now - positionShownMs],
  );
}
