import { silentAfterHeartbeats } from '../../domain/alarm/station-status.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, Queryable } from '../ports.ts';
import { AlarmBook } from './alarm-book.ts';

/** So many stations are listed in one transaction: a whole valley may fall silent at once. */
const most = 200;

interface LastWord extends Record<string, unknown> {
  readonly station: string;
  readonly lon: number;
  readonly lat: number;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly at: number;
  readonly name: string;
  readonly value: number;
}

/**
 * Raises an alarm for every silent station that has none, opened by the last it said; answers their ids. Nobody is listed before
 * this hub has listened for nearly two of the station's heartbeats, so a restart raises no storm. A station that never spoke has not
 * fallen silent.
 */
export async function listSilent(
  database: Database,
  keys: HubSigner,
  now: number,
  listeningSince: number,
): Promise<string[]> {
  const listed: string[] = [];
  for (;;) {
    const page = await database.transaction((tx) => listPage(tx, keys, now, listeningSince));
    listed.push(...page);
    if (page.length < most) return listed;
  }
}

async function listPage(tx: Queryable, keys: HubSigner, now: number, listeningSince: number): Promise<string[]> {
  const words = await lastWords(tx, now, listeningSince);
  if (words.length === 0) return [];
  const book = await AlarmBook.open(
    tx,
    words.map(({ station }) => station),
    now,
  );
  for (const { station, gateway, boot, seq, at, name, value } of words) {
    book.raise({ station, rule: 'silence', gateway, boot, seq, at, name, value });
  }
  await recordChanges(tx, now, await book.write(tx, keys, new Map(words.map((word) => [word.station, word]))));
  return words.map(({ station }) => station);
}

/** Of silent stations not listed yet: a gateway's last message, the newest reading of any other. Locks the stations. */
function lastWords(tx: Queryable, now: number, listeningSince: number): Promise<LastWord[]> {
  return tx.query<LastWord>(
    `with silent as (
       select s.* from station s where s.status = 'unknown' and $2::bigint <= $1::bigint - $3::float8 * s.heartbeat_ms
          and coalesce(s.heard_at, s.status_at) < $1::bigint - $3::float8 * s.heartbeat_ms
          and not exists (select 1 from alarm a where a.station = s.id and a.rule = 'silence' and a.status = 'raised')
        order by s.id for update of s)
     select s.id as station, s.lon, s.lat, w.* from silent s cross join lateral (
       (select m.gateway, m.boot, m.seq, m.sent_at as at, 'seq' as name, m.seq::double precision as value from message m
         where s.kind = 'gateway' and m.gateway = s.gateway order by m.boot desc, m.seq desc limit 1)
       union all
       (select r.gateway, r.boot, r.seq, r.measured_at, r.name, coalesce(r.number, r.truth::integer, 0) from latest_reading l
          join reading r on r.station = l.station and r.name = l.name and r.measured_at = l.measured_at
         where s.kind <> 'gateway' and l.station = s.id
         order by l.measured_at desc, (r.name = 'smoke') desc, r.boot desc, r.seq desc, r.ordinal limit 1)
     ) w order by s.id limit $4`,
    [now, listeningSince, silentAfterHeartbeats, most],
  );
}
