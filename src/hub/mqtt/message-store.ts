import { judgeMessage } from '../../domain/telemetry/judge-message.ts';
import type { Reading } from '../../protocol/telemetry.ts';
import { putAllInQuarantine, type Quarantined } from '../custody/quarantine.ts';
import type { Queryable } from '../ports.ts';
import { arrayLiteral, textArrayLiteral } from '../store/array-literal.ts';
import { noteDue } from '../telemetry/roll-up.ts';
import { type Incoming, type NumberedMessage, payloadHash, type Refusal } from './read-message.ts';

/** A gateway's forks are kept up to this number; what comes then goes to the capped quarantine. */
const maxForks = 1000;

export interface AddedMessages {
  /** Not in the store before, in order. */
  readonly fresh: readonly NumberedMessage[];
  /** Numbers the store has with other bytes, seen for the first time. */
  readonly forks: readonly NumberedMessage[];
  readonly duplicates: number;
}

/** Stores messages by their number: the first bytes of a number stand, the same again fold, others are kept aside. */
export async function addMessages(
  tx: Queryable,
  messages: readonly NumberedMessage[],
  now: number,
): Promise<AddedMessages> {
  const first = new Map<string, NumberedMessage>();
  for (const message of messages) if (!first.has(keyOf(message))) first.set(keyOf(message), message);
  const distinct = [...first.values()].sort(byNumber);
  const inserted = await insertMessages(tx, distinct);
  const fresh = inserted === 'all' ? distinct : distinct.filter((message) => inserted.has(keyOf(message)));
  if (fresh.length === messages.length) return { fresh, forks: [], duplicates: 0 };
  const isFresh = new Set(fresh);
  const again = messages.filter((message) => !isFresh.has(message));
  const stored = await storedHashes(tx, again);
  const forked = again.filter((one) => judgeMessage(stored.get(keyOf(one)) ?? null, one.hash) === 'fork');
  const forks = await keepForks(tx, forked, now);
  return { fresh, forks, duplicates: again.length - forked.length };
}

/** A message as it is set aside, with its reason. */
export function asQuarantined({ topic, payload }: Incoming, { reason, detail }: Refusal): Quarantined {
  const origin = topic.replaceAll('\0', '').slice(0, 200);
  return { source: 'mqtt', reason, detail, origin, hash: payloadHash(payload), content: payload };
}

/** Every reading of these messages, and what each station reported last by its own time. */
export async function addReadings(tx: Queryable, messages: readonly NumberedMessage[]): Promise<number> {
  const rows = messages.flatMap((message) =>
    message.readings.map((reading, ordinal): ReadingRow => ({ message, reading, ordinal })),
  );
  if (rows.length === 0) return 0;
  await tx.query(
    `insert into reading (gateway, boot, seq, ordinal, station, name, unit, number, truth, text, measured_at, sent_at, received_at, clock_ms, history)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::text[],
       $8::double precision[], $9::boolean[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::boolean[])`,
    [
      textArrayLiteral(rows.map(({ message }) => message.gateway)),
      ...[arrayLiteral(rows.map(({ message }) => message.boot)), arrayLiteral(rows.map(({ message }) => message.seq))],
      arrayLiteral(rows.map(({ ordinal }) => ordinal)),
      ...columnsOfLatest(rows),
      arrayLiteral(rows.map(({ message }) => message.history)),
    ],
  );
  await keepLatest(tx, rows);
  await noteDue(
    tx,
    rows.map(({ reading }) => reading),
  );
  return rows.length;
}

interface ReadingRow {
  readonly message: NumberedMessage;
  readonly reading: Reading;
  readonly ordinal: number;
}

function columnsOfLatest(rows: readonly ReadingRow[]): string[] {
  const values = rows.map(({ reading: { value } }) => value);
  return [
    textArrayLiteral(rows.map(({ reading }) => reading.station)),
    textArrayLiteral(rows.map(({ reading }) => reading.name)),
    textArrayLiteral(rows.map(({ reading }) => reading.unit)),
    arrayLiteral(values.map((value) => (typeof value === 'number' ? value : null))),
    arrayLiteral(values.map((value) => (typeof value === 'boolean' ? value : null))),
    textArrayLiteral(values.map((value) => (typeof value === 'string' ? value : null))),
    arrayLiteral(rows.map(({ reading }) => reading.measuredAt)),
    arrayLiteral(rows.map(({ message }) => message.sentAt)),
    arrayLiteral(rows.map(({ message }) => message.incoming.receivedAt)),
    arrayLiteral(rows.map(({ message }) => message.clockMs ?? null)),
  ];
}

/** When a reading was measured, corrected by what is known of its gateway's clock. */
const measuredOf = (row: string) => `(${row}.measured_at - coalesce(${row}.clock_ms, 0))`;

/** The moment a reading counts as the latest at, by what stands in a row: of a wrong clock that of receiving, so that nothing stays for ever. */
const countedOf = (row: string) =>
  `(case when ${measuredOf(row)} > ${row}.received_at + 120000 or ${measuredOf(row)} < ${row}.received_at - 31536000000
     then ${row}.received_at else ${measuredOf(row)} end)`;

const rankOf = (row: string) =>
  `(${countedOf(row)}, ${row}.measured_at, coalesce(${row}.number, '-infinity'), coalesce(${row}.truth, false), coalesce(${row}.text, ''))`;

function keyOfLatest({ reading: { station, name } }: ReadingRow): string {
  return `${station}\0${name}`;
}

/** Without those that another of the same batch, measured later by a clock that is right, surely goes before. */
function newestOnly(rows: readonly ReadingRow[]): ReadingRow[] {
  const newest = new Map<string, number>();
  for (const row of rows) {
    const measuredAt = correctedAt(row);
    if (isRightClock(row) && measuredAt > (newest.get(keyOfLatest(row)) ?? -Infinity))
      newest.set(keyOfLatest(row), measuredAt);
  }
  return rows.filter((row) => !isRightClock(row) || correctedAt(row) === newest.get(keyOfLatest(row)));
}

function correctedAt({ reading, message }: ReadingRow): number {
  return reading.measuredAt - (message.clockMs ?? 0);
}

function isRightClock(row: ReadingRow): boolean {
  const { incoming } = row.message;
  const measuredAt = correctedAt(row);
  return measuredAt <= incoming.receivedAt + 120_000 && measuredAt >= incoming.receivedAt - 31_536_000_000;
}

/** The newest measured time wins; of several with the same time the greatest value, so that no order of arrival matters. */
async function keepLatest(tx: Queryable, rows: readonly ReadingRow[]): Promise<void> {
  const newest = newestOnly(rows);
  // Hardly ever is there more than one of a kind left: then nothing needs to be sorted.
  const areSingle = newest.length === new Set(newest.map(keyOfLatest)).size;
  const best = areSingle
    ? { only: '', first: '' }
    : { only: 'distinct on (station, name)', first: `order by station, name, ${rankOf('d')} desc` };
  await tx.query(
    `insert into latest_reading as l (station, name, unit, number, truth, text, measured_at, sent_at, received_at, clock_ms)
     select ${best.only} station, name, unit, number, truth, text, measured_at, sent_at, received_at, clock_ms
       from unnest($1::text[], $2::text[], $3::text[], $4::double precision[], $5::boolean[], $6::text[],
                   $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
            as d(station, name, unit, number, truth, text, measured_at, sent_at, received_at, clock_ms)
      ${best.first}
     on conflict (station, name) do update set unit = excluded.unit, number = excluded.number, truth = excluded.truth,
       text = excluded.text, measured_at = excluded.measured_at, sent_at = excluded.sent_at, received_at = excluded.received_at,
       clock_ms = excluded.clock_ms
      where ${rankOf('excluded')} > ${rankOf('l')}`,
    columnsOfLatest(newest),
  );
}

/** Answers which were not there: of a batch without any repeat that need not be read back. */
async function insertMessages(tx: Queryable, messages: readonly NumberedMessage[]): Promise<'all' | Set<string>> {
  const [row] = await tx.query<{ all: boolean; added: { gateway: string; boot: number; seq: number }[] | null }>(
    `with added as (
       insert into message (gateway, boot, seq, hash, leaf, sent_at, received_at, history, quarantined, clock_ms)
       select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::boolean[], $9::boolean[], $10::bigint[])
       on conflict do nothing returning gateway, boot, seq)
     select count(*) = $11::bigint as all,
            case when count(*) < $11::bigint then jsonb_agg(to_jsonb(added)) end as added from added`,
    [
      textArrayLiteral(messages.map(({ gateway }) => gateway)),
      ...[arrayLiteral(messages.map(({ boot }) => boot)), arrayLiteral(messages.map(({ seq }) => seq))],
      ...[textArrayLiteral(messages.map(({ hash }) => hash)), textArrayLiteral(messages.map(({ leaf }) => leaf))],
      arrayLiteral(messages.map(({ sentAt }) => sentAt)),
      arrayLiteral(messages.map(({ incoming }) => incoming.receivedAt)),
      arrayLiteral(messages.map(({ history }) => history)),
      arrayLiteral(messages.map(({ refusal }) => refusal !== null)),
      arrayLiteral(messages.map(({ clockMs }) => clockMs ?? null)),
      messages.length,
    ],
  );
  return row?.all ? 'all' : new Set((row?.added ?? []).map(keyOf));
}

async function storedHashes(tx: Queryable, messages: readonly NumberedMessage[]): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const rows = await tx.query<{ gateway: string; boot: number; seq: number; hash: string }>(
    `select m.gateway, m.boot, m.seq, m.hash from message m
       join unnest($1::text[], $2::bigint[], $3::bigint[]) as d(gateway, boot, seq) using (gateway, boot, seq)`,
    [messages.map(({ gateway }) => gateway), messages.map(({ boot }) => boot), messages.map(({ seq }) => seq)],
  );
  return new Map(rows.map((row) => [keyOf(row), row.hash]));
}

/** Keeps what has the number of another message, of each gateway up to a bound; what is over it, or there already, is set aside. */
async function keepForks(
  tx: Queryable,
  forked: readonly NumberedMessage[],
  now: number,
): Promise<readonly NumberedMessage[]> {
  if (forked.length === 0) return [];
  const rows = await tx.query<Pick<NumberedMessage, 'gateway' | 'boot' | 'seq' | 'hash'> & Record<string, unknown>>(
    `insert into message_fork (gateway, boot, seq, hash, payload, received_at)
     select gateway, boot, seq, hash, payload, $6 from (
       select *, row_number() over (partition by gateway order by place)
                 + (select count(*) from message_fork f where f.gateway = t.gateway) as nth
         from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[])
           with ordinality as t(gateway, boot, seq, hash, payload, place)) as come
      where nth <= $7 on conflict do nothing returning gateway, boot, seq, hash`,
    [
      ...[forked.map(({ gateway }) => gateway), forked.map(({ boot }) => boot), forked.map(({ seq }) => seq)],
      ...[forked.map(({ hash }) => hash), forked.map(({ incoming }) => incoming.payload)],
      ...[now, maxForks],
    ],
  );
  const added = new Set(rows.map(forkKeyOf));
  const kept = forked.filter((one) => added.delete(forkKeyOf(one))); // the same twice is kept once
  const isKept = new Set(kept);
  const beyond = forked.filter((one) => !isKept.has(one));
  const reasonOf = ({ boot, seq }: NumberedMessage): Refusal => ({
    ...{ reason: 'same-number-other-bytes', detail: `boot ${boot}, seq ${seq}` },
  });
  await putAllInQuarantine(
    tx,
    now,
    beyond.map((one) => asQuarantined(one.incoming, reasonOf(one))),
  );
  return kept;
}

function forkKeyOf({ hash, ...number }: { gateway: string; boot: number; seq: number; hash: string }): string {
  return `${keyOf(number)}/${hash}`;
}

function keyOf({ gateway, boot, seq }: { gateway: string; boot: number; seq: number }): string {
  return `${gateway}/${boot}/${seq}`;
}

function byNumber(a: NumberedMessage, b: NumberedMessage): number {
  if (a.gateway !== b.gateway) return a.gateway < b.gateway ? -1 : 1;
  return a.boot - b.boot || a.seq - b.seq;
}
