import { endOfRun, giveUpLost as giveUp, holeAfter } from '../../domain/telemetry/message-run.ts';
import type { GatewayState } from '../../protocol/telemetry.ts';
import type { Queryable } from '../ports.ts';

/** How far the store has a boot's messages without a hole, and the highest number it has. */
export interface Progress {
  readonly gateway: string;
  readonly boot: number;
  readonly upTo: number;
  readonly highest: number;
}

/** A boot of which more may have come than anybody here knows. */
export type OpenEnd = Pick<Progress, 'gateway' | 'boot' | 'upTo'>;

/** A boot of a gateway's. */
export type Boot = Pick<Progress, 'gateway' | 'boot'>;

/** So many numbers are looked at together. */
const runLength = 1000;

/**
 * Moves `up_to` over what is stored without a hole, for all these boots at once. The gateways' rows are locked by the caller. Numbers of
 * a boot begin at 1.
 */
export async function advanceProgress(tx: Queryable, boots: readonly Boot[]): Promise<Progress[]> {
  if (boots.length === 0) return [];
  const before = await placesOf(tx, boots);
  const after = await runOn(tx, before);
  const moved = after.filter(({ upTo }, index) => upTo !== before[index]?.upTo || before[index]?.isNew);
  await keepPlaces(tx, moved);
  return after.map(({ gateway, boot, upTo, highest }) => ({ gateway, boot, upTo, highest }));
}

interface Place extends Progress {
  /** Nothing is noted of this boot yet. */
  readonly isNew: boolean;
  /** The numbers stored right behind `upTo`, at most `runLength`. */
  readonly ahead: readonly number[];
}

function placesOf(tx: Queryable, boots: readonly Boot[]): Promise<Place[]> {
  return tx.query<Place & Record<string, unknown>>(
    `select b.gateway, b.boot, coalesce(p.up_to, 0) as "upTo", p.up_to is null as "isNew",
            coalesce((select m.seq from message m where m.gateway = b.gateway and m.boot = b.boot
                       order by m.seq desc limit 1), 0) as highest, ${ahead('coalesce(p.up_to, 0)')} as ahead
       from unnest($1::text[], $2::bigint[]) as b(gateway, boot)
       left join gateway_progress p on p.gateway = b.gateway and p.boot = b.boot`,
    [boots.map(({ gateway }) => gateway), boots.map(({ boot }) => boot), runLength],
  );
}

/** Read only where the next number is there: behind a hole they lead nowhere. */
function ahead(upTo: string): string {
  const behind = `from message m where m.gateway = b.gateway and m.boot = b.boot and m.seq`;
  return `case when exists (select 1 ${behind} = ${upTo} + 1)
            then array(select m.seq::double precision ${behind} > ${upTo} order by m.seq limit $3) else '{}' end`;
}

/** Follows each run to its end; a run that is longer than what was read is read on. */
async function runOn(tx: Queryable, places: readonly Place[]): Promise<Place[]> {
  const next = places.map((place) => ({ ...place, upTo: endOfRun(place.upTo, place.ahead) }));
  const longer = next.filter((place) => place.ahead.length === runLength && place.upTo === place.ahead.at(-1));
  if (longer.length === 0) return next;
  const read = await tx.query<Boot & { readonly ahead: readonly number[] } & Record<string, unknown>>(
    `select b.gateway, b.boot, ${ahead('b.up_to')} as ahead
       from unnest($1::text[], $2::bigint[], $4::bigint[]) as b(gateway, boot, up_to)`,
    [
      ...[longer.map(({ gateway }) => gateway), longer.map(({ boot }) => boot), runLength],
      longer.map(({ upTo }) => upTo),
    ],
  );
  const aheadOf = new Map(read.map((row) => [keyOf(row), row.ahead]));
  return runOn(
    tx,
    next.map((place) => ({ ...place, ahead: aheadOf.get(keyOf(place)) ?? [] })),
  );
}

async function keepPlaces(tx: Queryable, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  await tx.query(
    `insert into gateway_progress (gateway, boot, up_to) select * from unnest($1::text[], $2::bigint[], $3::bigint[])
     on conflict (gateway, boot) do update set up_to = excluded.up_to`,
    [places.map(({ gateway }) => gateway), places.map(({ boot }) => boot), places.map(({ upTo }) => upTo)],
  );
}

function keyOf({ gateway, boot }: Boot): string {
  return `${gateway}/${boot}`;
}

/** What a gateway said of itself. */
export interface ToldState {
  readonly gateway: string;
  readonly state: GatewayState;
}

/** What gateways say they no longer have can never come: the count goes on behind it. */
export async function giveUpLost(tx: Queryable, states: readonly ToldState[]): Promise<void> {
  const lost = new Map<string, Boot & { readonly upTo: number }>();
  for (const { gateway, state } of states) {
    if (!state.oldest) continue;
    const { boot } = state.oldest;
    const upTo = giveUp(lost.get(keyOf({ gateway, boot }))?.upTo ?? 0, state.oldest.seq);
    if (upTo > 0) lost.set(keyOf({ gateway, boot }), { gateway, boot, upTo });
  }
  await endBootsBefore(tx, states);
  if (lost.size === 0) return;
  const rows = [...lost.values()];
  await tx.query(
    `insert into gateway_progress as p (gateway, boot, up_to) select * from unnest($1::text[], $2::bigint[], $3::bigint[])
     on conflict (gateway, boot) do update set up_to = excluded.up_to where p.up_to < excluded.up_to`,
    [rows.map(({ gateway }) => gateway), rows.map(({ boot }) => boot), rows.map(({ upTo }) => upTo)],
  );
}

/** A gateway's oldest message is of a later boot: nothing more of an earlier one will come, so it counts as far as it got. */
async function endBootsBefore(tx: Queryable, states: readonly ToldState[]): Promise<void> {
  const oldest = new Map<string, number>();
  for (const { gateway, state } of states) if (state.oldest) oldest.set(gateway, state.oldest.boot);
  if (oldest.size === 0) return;
  await tx.query(
    `update gateway_progress p set up_to = m.seq
       from unnest($1::text[], $2::bigint[]) as t(gateway, boot)
       cross join lateral (
         select p2.boot, (select m.seq from message m where m.gateway = p2.gateway and m.boot = p2.boot order by m.seq desc limit 1)
           from gateway_progress p2 where p2.gateway = t.gateway and p2.boot < t.boot order by p2.boot desc limit 100) as m(boot, seq)
      where p.gateway = t.gateway and p.boot = m.boot and m.seq > p.up_to`,
    [[...oldest.keys()], [...oldest.values()]],
  );
}

/** So many boots of a gateway are asked about again, the newest ones. */
const boots = 5;

/** The boots that gateways say they still have messages of, and how far each is stored here: a restored hub may have forgotten their ends. */
export async function bootsOfStates(tx: Queryable, states: readonly ToldState[]): Promise<OpenEnd[]> {
  const told = states.flatMap(({ gateway, state: { online, boot, oldest } }) => {
    if (!online || boot === undefined) return [];
    return [{ gateway, first: Math.max(oldest?.boot ?? boot, boot - boots + 1), last: boot }];
  });
  if (told.length === 0) return [];
  return tx.query<OpenEnd & Record<string, unknown>>(
    `select t.gateway, b.boot, coalesce(p.up_to, 0) as "upTo"
       from unnest($1::text[], $2::bigint[], $3::bigint[]) as t(gateway, first, last)
      cross join lateral generate_series(t.first, t.last) as b(boot)
       left join gateway_progress p on p.gateway = t.gateway and p.boot = b.boot`,
    [told.map(({ gateway }) => gateway), told.map(({ first }) => first), told.map(({ last }) => last)],
  );
}

/**
 * Where the next hole is: what to ask for; null when there is none any more. At most `limit` numbers. `isOpenEnded`: more may have come
 * after the last number stored than anybody here knows.
 */
export async function findGap(
  db: Queryable,
  gateway: string,
  boot: number,
  { limit, isOpenEnded }: { readonly limit: number; readonly isOpenEnded: boolean },
): Promise<{ from: number; to: number } | null> {
  const [row] = await db.query<{ up_to: number; next: number | null }>(
    `select up_to, (select min(seq) from message where gateway = $1 and boot = $2 and seq > up_to) as next
       from gateway_progress where gateway = $1 and boot = $2`,
    [gateway, boot],
  );
  const beyond = isOpenEnded ? Number.POSITIVE_INFINITY : null;
  const upTo = row?.up_to ?? (isOpenEnded ? 0 : null);
  return upTo === null ? null : holeAfter(upTo, row?.next ?? beyond, limit);
}

/** The acks that were last due, for the newest boots of every gateway: said again when the line to the broker is new. */
export function lastAcks(db: Queryable): Promise<{ gateway: string; boot: number; upTo: number }[]> {
  return db.query(
    `select gateway, boot, up_to as "upTo" from (
       select gateway, boot, up_to, row_number() over (partition by gateway order by boot desc) as age from gateway_progress
     ) as ranked where age <= 3 and up_to > 0`,
  );
}
