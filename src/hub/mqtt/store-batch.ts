import type { GatewayClock } from '../../domain/telemetry/gateway-clock.ts';
import { readGatewayTopic } from '../../protocol/telemetry.ts';
import type { HubSigner } from '../custody/hub-signer.ts';
import { putAllInQuarantine } from '../custody/quarantine.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database, Queryable } from '../ports.ts';
import { AlarmBook } from './alarm-book.ts';
import { dateMessages, keepClocks, type SignOn, signOnOf } from './gateway-clocks.ts';
import { hearStations } from './hear-stations.ts';
import { judgeSamples } from './judge-samples.ts';
import { limitNames } from './limit-names.ts';
import { addMessages, addReadings, asQuarantined } from './message-store.ts';
import { advanceProgress, type Boot, bootsOfStates, giveUpLost, type OpenEnd, type Progress } from './progress.ts';
import {
  type NumberedMessage,
  payloadHash,
  type ReadMessage,
  type Refusal,
  type StateMessage,
} from './read-message.ts';
import type { StationRow } from './station-body.ts';
import type { SetAside } from './tell-refused.ts';

/** What came of a batch once it is committed. */
export interface BatchOutcome {
  /** How far each touched boot of each gateway is stored: to be acknowledged. */
  readonly progress: readonly Progress[];
  /** Boots of gateways that have just said what they hold. */
  readonly openEnds: readonly OpenEnd[];
  readonly stored: number;
  readonly duplicates: number;
  readonly forks: number;
  readonly refused: readonly Refusal['reason'][];
  /** The same of gateways that may send, to be told to them. */
  readonly setAside: readonly SetAside[];
  readonly readings: number;
}

/** NOTIFY channel for what the change table does not carry: readings and positions. */
export const situationChannel = 'hulin_situation';

/**
 * Stores a batch of messages with all that follows from them, in one transaction: messages, forks, quarantine, readings, states,
 * alarms, stations, progress. The gateways' rows are locked first, so that two hubs take turns for each gateway.
 */
export function storeBatch(
  database: Database,
  keys: HubSigner,
  batch: readonly ReadMessage[],
  now: number,
): Promise<BatchOutcome> {
  return database.transaction(async (tx) => {
    const gateways = await lockGateways(tx, batch);
    const known = batch.filter((one): one is NumberedMessage | StateMessage => isOf(gateways, one));
    const placed = await lockStations(tx, known);
    const strangers = batch.filter((one) => !isOf(gateways, one));
    const numbered = known.filter((one) => one.kind === 'message').map((one) => checkStations(one, placed));
    const states = known.filter((one) => one.kind === 'state');
    const { messages, changed: clocks } = dateMessages(numbered, gateways.clocks, signOnsOf(gateways, states));
    const redated = await keepClocks(tx, clocks, placed);
    const stations = new Map([...placed, ...redated.map((row) => [row.id, row] as const)]);
    const unnumbered = await setAside(tx, strangers, now);
    const added = await addMessages(tx, messages, now);
    const unusable = await setAside(
      tx,
      added.fresh.filter(({ refusal }) => refusal),
      now,
    );
    const named = await limitNames(
      tx,
      database,
      added.fresh.filter(({ refusal }) => !refusal),
      now,
    );
    const { usable } = named;
    const book = await AlarmBook.open(tx, [...stations.keys()], now);
    const readings = await addReadings(tx, usable);
    const stretches = await judgeSamples(tx, database, { stations, usable });
    for (const stretch of stretches) book.take(stretch);
    const stuck = new Map(stretches.map(({ station, isWeatherStuck }) => [station, isWeatherStuck]));
    raiseForks(book, added.forks);
    await keepStates(tx, states);
    const toHear = new Set(redated.map(({ id }) => id));
    const heard = await hearStations(tx, stations, { usable, messages, states, toTell: toHear, stuck }, book, now);
    const progress = await advanceProgress(tx, bootsOf(messages, states));
    const openEnds = await bootsOfStates(tx, states);
    const alarms = await book.write(tx, keys, stations);
    if (readings > 0) await tx.query('select pg_notify($1, $2)', [situationChannel, '']);
    await recordChanges(tx, now, [...alarms, ...heard]);
    const counts = { stored: usable.length, duplicates: added.duplicates, forks: added.forks.length, readings };
    const refused = [...unnumbered, ...unusable, ...named.setAside.map(({ reason }) => reason)];
    const toTell = [...setAsideOf(batch, gateways), ...added.fresh.flatMap(numberedAside), ...named.setAside];
    return { progress, openEnds, ...counts, refused, setAside: toTell };
  });
}

type Stations = ReadonlyMap<string, StationRow>;

/** Those of a batch that may send, with what is known of their clocks, and when they signed on. */
interface Gateways {
  readonly clocks: ReadonlyMap<string, GatewayClock | null>;
  readonly signOns: readonly SignOn[];
}

async function lockGateways(tx: Queryable, batch: readonly ReadMessage[]): Promise<Gateways> {
  const names = new Set(batch.flatMap((one) => gatewayOf(one) ?? []));
  const rows = await tx.query<{ id: string; clock: GatewayClock | null; state: Partial<SignOn> | null }>(
    'select id, clock, state from gateway where id = any($1::text[]) and revoked_at is null order by id for update',
    [[...names]],
  );
  const signOns = rows.flatMap(({ id, state }) => {
    const { boot, head, heardAt } = state ?? {};
    const isKnown = boot !== undefined && head !== undefined && heardAt !== undefined;
    return isKnown ? [{ gateway: id, boot, head, heardAt }] : [];
  });
  return { clocks: new Map(rows.map(({ id, clock }) => [id, clock])), signOns };
}

function signOnsOf({ signOns }: Gateways, states: readonly StateMessage[]): SignOn[] {
  return [...signOns, ...states.flatMap((state) => signOnOf(state) ?? [])];
}

/** The gateways themselves and the stations that these messages name, whosoever they are; of a gateway that tells wind all sensors. */
async function lockStations(tx: Queryable, known: readonly (NumberedMessage | StateMessage)[]): Promise<Stations> {
  const ids = new Set(known.map(({ gateway }) => gateway));
  const windy = new Set<string>();
  for (const { station, name } of known.flatMap((one) => (one.kind === 'message' ? one.readings : []))) {
    ids.add(station);
    if (name === 'wind') windy.add(station);
  }
  const rows = await tx.query<StationRow>(
    `select * from station where id = any($1::text[]) or (gateway = any($2::text[]) and kind = 'smoke-sensor')
      order by id for update`,
    [[...ids], [...windy]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who sent it, as its topic says; a broker lets nobody write another's. */
function gatewayOf(one: ReadMessage): string | null {
  return one.kind === 'refused' ? (readGatewayTopic(one.incoming.topic)?.gateway ?? null) : one.gateway;
}

/** What has no number, of gateways that may send. */
function setAsideOf(batch: readonly ReadMessage[], gateways: Gateways): SetAside[] {
  return batch.flatMap((one) => {
    const gateway = gatewayOf(one);
    if (one.kind !== 'refused' || gateway === null || !gateways.clocks.has(gateway)) return [];
    return [{ gateway, reason: one.refusal.reason, sha256: payloadHash(one.incoming.payload) }];
  });
}

function numberedAside({ gateway, boot, seq, refusal }: NumberedMessage): SetAside[] {
  return refusal ? [{ gateway, boot, seq, reason: refusal.reason }] : [];
}

function isOf(gateways: Gateways, one: ReadMessage): boolean {
  return one.kind !== 'refused' && gateways.clocks.has(one.gateway);
}

function checkStations(message: NumberedMessage, stations: Stations): NumberedMessage {
  const stranger = message.readings.find(({ station }) => stations.get(station)?.gateway !== message.gateway);
  if (!stranger) return message;
  const detail = `e: station ${stranger.station.slice(0, 60)} is not one of this gateway's`;
  return { ...message, refusal: { reason: 'bad-payload', detail }, readings: [] };
}

async function setAside(tx: Queryable, refused: readonly ReadMessage[], now: number): Promise<Refusal['reason'][]> {
  const stranger: Refusal = { reason: 'unknown-gateway', detail: 'not enrolled, or no more' };
  const refusals = refused.map((one) => ({
    incoming: one.incoming,
    refusal: (one.kind !== 'state' && one.refusal) || stranger,
  }));
  await putAllInQuarantine(
    tx,
    now,
    refusals.map(({ incoming, refusal }) => asQuarantined(incoming, refusal)),
  );
  return refusals.map(({ refusal }) => refusal.reason);
}

/** Stands at the gateway until a person has looked into it: two senders share a number, or a journal was copied. */
function raiseForks(book: AlarmBook, forks: readonly NumberedMessage[]): void {
  for (const { gateway, boot, seq, sentAt } of forks) {
    const opening = { station: gateway, rule: 'message-fork' as const, gateway, boot, seq, at: sentAt };
    book.raise({ ...opening, name: 'seq', value: seq });
  }
}

/** Of several states of one gateway the last counts. */
async function keepStates(tx: Queryable, states: readonly StateMessage[]): Promise<void> {
  if (states.length === 0) return;
  const last = [...new Map(states.map((one) => [one.gateway, one])).values()];
  await tx.query(
    `update gateway g set online = d.online, state = d.state, state_at = d.state_at
       from unnest($1::text[], $2::boolean[], $3::jsonb[], $4::bigint[]) as d(id, online, state, state_at) where g.id = d.id`,
    [
      ...[last.map(({ gateway }) => gateway), last.map(({ state }) => state.online)],
      ...[
        last.map((one) => JSON.stringify({ ...one.state, heardAt: signOnOf(one)?.heardAt })),
        last.map(({ incoming }) => incoming.receivedAt),
      ],
    ],
  );
  await giveUpLost(tx, states);
}

function bootsOf(messages: readonly NumberedMessage[], states: readonly StateMessage[]): Boot[] {
  const boots = new Map<string, Boot>();
  const note = (gateway: string, boot: number) => boots.set(`${gateway}/${boot}`, { gateway, boot });
  for (const { gateway, boot } of messages) note(gateway, boot);
  for (const { gateway, state } of states) {
    if (state.boot !== undefined) note(gateway, state.boot);
    if (state.oldest) note(gateway, state.oldest.boot);
  }
  return [...boots.values()];
}
