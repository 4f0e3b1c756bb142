import { judgeMessage } from '../../domain/telemetry/judge-message.ts';
import { putInQuarantine } from '../custody/quarantine.ts';
import type { Queryable } from '../ports.ts';
import { noteDue } from '../telemetry/roll-up.ts';
import { type Incoming, type NumberedMessage, payloadHash, type Refusal } from './read-message.ts';

/** A gateway's forks are kept up to this number; what comes then goes to the capped quarantine. */
const maxForks = 1000;

export interface AddedMessages {
  /** Not in the store before, in order. */
  readonly fresh: NumberedMessage[];
  /** Numbers the store has with other bytes, seen for the first time. */
  readonly forks: NumberedMessage[];
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
  const inserted = await insertMessages(tx, [...first.values()].sort(byNumber));
  const fresh = [...first].filter(([key]) => inserted.has(key)).map(([, message]) => message);
  const isFresh = new Set(fresh);
  const again = messages.filter((message) => !isFresh.has(message));
  const stored = await storedHashes(tx, again);
  const forked = again.filter((one) => judgeMessage(stored.get(keyOf(one)) ?? null, one.hash) === 'fork');
  const forks: NumberedMessage[] = [];
  for (const message of forked) if (await keepFork(tx, message, now)) forks.push(message);
  return { fresh: fresh.sort(byNumber), forks, duplicates: again.length - forked.length };
}

/** Sets one message aside with its reason. */
export async function quarantine(tx: Queryable, incoming: Incoming, { reason, detail }: Refusal): Promise<void> {
  const { topic, payload, receivedAt } = incoming;
  const origin = topic.replaceAll('\0', '').slice(0, 200);
  const hash = payloadHash(payload);
  await putInQuarantine(tx, receivedAt, { source: 'mqtt', reason, detail, origin, hash, content: payload });
}

/** Every reading of these messages, and what each station reported last by its own time. */
export async function addReadings(tx: Queryable, messages: readonly NumberedMessage[]): Promise<number> {
  const rows = messages.flatMap((message) =>
    message.readings.map((reading, ordinal) => ({ message, reading, ordinal })),
  );
  if (rows.length === 0) return 0;
  const values = rows.map(({ reading: { value } }) => value);
  const columns = [
    rows.map(({ message }) => message.gateway),
    rows.map(({ message }) => message.boot),
    rows.map(({ message }) => message.seq),
    rows.map(({ ordinal }) => ordinal),
    rows.map(({ reading }) => reading.station),
    rows.map(({ reading }) => reading.name),
    rows.map(({ reading }) => reading.unit),
    values.map((value) => (typeof value === 'number' ? value : null)),
    values.map((value) => (typeof value === 'boolean' ? value : null)),
    values.map((value) => (typeof value === 'string' ? value : null)),
    rows.map(({ reading }) => reading.measuredAt),
    rows.map(({ message }) => message.sentAt),
    rows.map(({ message }) => message.incoming.receivedAt),
    rows.map(({ message }) => message.history),
  ];
  await tx.query(
    `insert into reading (gateway, boot, seq, ordinal, station, name, unit, number, truth, text, measured_at, sent_at, received_at, history)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::text[],
       $8::double precision[], $9::boolean[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::boolean[])`,
    columns,
  );
  await keepLatest(tx, columns.slice(4, 13));
  await noteDue(
    tx,
    rows.map(({ reading }) => reading),
  );
  return rows.length;
}

/** The moment a reading counts as the latest at, by what stands in a row: of a wrong clock that of receiving, so that nothing stays for ever. */
const countedOf = (row: string) =>
  `(case when ${row}.measured_at > ${row}.received_at + 120000 or ${row}.measured_at < ${row}.received_at - 31536000000
     then ${row}.received_at else ${row}.measured_at end)`;

const rankOf = (row: string) =>
  `(${countedOf(row)}, ${row}.measured_at, coalesce(${row}.number, '-infinity'), coalesce(${row}.truth, false), coalesce(${row}.text, ''))`;

/** The newest measured time wins; of several with the same time the greatest value, so that no order of arrival matters. */
async function keepLatest(tx: Queryable, columns: readonly unknown[][]): Promise<void> {
  await tx.query(
    `insert into latest_reading as l (station, name, unit, number, truth, text, measured_at, sent_at, received_at)
     select distinct on (station, name) station, name, unit, number, truth, text, measured_at, sent_at, received_at
       from unnest($1::text[], $2::text[], $3::text[], $4::double precision[], $5::boolean[], $6::text[],
                   $7::bigint[], $8::bigint[], $9::bigint[])
            as d(station, name, unit, number, truth, text, measured_at, sent_at, received_at)
      order by station, name, ${rankOf('d')} desc
     on conflict (station, name) do update set unit = excluded.unit, number = excluded.number, truth = excluded.truth,
       text = excluded.text, measured_at = excluded.measured_at, sent_at = excluded.sent_at, received_at = excluded.received_at
      where ${rankOf('excluded')} > ${rankOf('l')}`,
    columns,
  );
}

async function insertMessages(tx: Queryable, messages: readonly NumberedMessage[]): Promise<Set<string>> {
  const column = <T>(pick: (message: NumberedMessage) => T) => messages.map(pick);
  const rows = await tx.query<{ gateway: string; boot: number; seq: number }>(
    `insert into message (gateway, boot, seq, hash, leaf, sent_at, received_at, history, quarantined)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::boolean[], $9::boolean[])
     on conflict do nothing returning gateway, boot, seq`,
    [
      ...[column(({ gateway }) => gateway), column(({ boot }) => boot), column(({ seq }) => seq)],
      ...[column(({ hash }) => hash), column(({ leaf }) => leaf), column(({ sentAt }) => sentAt)],
      ...[column(({ incoming }) => incoming.receivedAt), column(({ history }) => history)],
      column(({ refusal }) => refusal !== null),
    ],
  );
  return new Set(rows.map(keyOf));
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

async function keepFork(tx: Queryable, message: NumberedMessage, now: number): Promise<boolean> {
  const { gateway, boot, seq, hash, incoming } = message;
  const rows = await tx.query(
    `insert into message_fork (gateway, boot, seq, hash, payload, received_at)
     select $1, $2, $3, $4, $5, $6 where (select count(*) from message_fork where gateway = $1) < $7
     on conflict do nothing returning 1 as added`,
    [gateway, boot, seq, hash, incoming.payload, now, maxForks],
  );
  if (rows.length === 0) {
    await quarantine(tx, incoming, { reason: 'same-number-other-bytes', detail: `boot ${boot}, seq ${seq}` });
  }
  return rows.length > 0;
}

function keyOf({ gateway, boot, seq }: { gateway: string; boot: number; seq: number }): string {
  return `${gateway}/${boot}/${seq}`;
}

function byNumber(a: NumberedMessage, b: NumberedMessage): number {
  if (a.gateway !== b.gateway) return a.gateway < b.gateway ? -1 : 1;
  return a.boot - b.boot || a.seq - b.seq;
}
