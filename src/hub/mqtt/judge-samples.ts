import { randomUUID } from 'node:crypto';
import type { AlarmRuleBook } from '../../domain/alarm/alarm-rule-book.ts';
import { builtInAlarmRules } from '../../domain/alarm/built-in-alarm-rules.ts';
import type { Episode } from '../../domain/alarm/episode.ts';
import { emptyFold, type FoldState, foldSample, openEpisodes } from '../../domain/alarm/fold-samples.ts';
import { weatherIgnored } from '../../domain/alarm/read-air.ts';
import { rulesForHeartbeat } from '../../domain/alarm/rules-for-heartbeat.ts';
import { compareKeys, type Sample } from '../../domain/alarm/sample.ts';
import type { Database, Queryable } from '../ports.ts';
import {
  type Checkpoint,
  checkpointBefore,
  dropCheckpoints,
  loadCheckpoints,
  longMs,
  saveCheckpoints,
  thinOut,
} from './fold-checkpoints.ts';
import { FoldMemory } from './fold-memory.ts';
import type { NumberedMessage } from './read-message.ts';
import { findNext, loadSamples, type OwnWord, ownWordOf, type Span, samplesOf } from './read-samples.ts';
import type { StationRow } from './station-body.ts';

/** What the fold over one stretch of a sensor's time came to. */
export interface Stretch {
  readonly station: string;
  /** Everything measured after this was folded anew: what else is listed there no longer holds. Null: only new samples came at the end. */
  readonly anewAfter: number | null;
  /** Every episode that began, ended or changed in it; those that last come with no closing. */
  readonly episodes: readonly Episode[];
  /** Those that last at its end, changed or not. */
  readonly open: readonly Episode[];
  /** What was new in it and tells of now. */
  readonly live: readonly Sample[];
  /** Whether weather is passed over at its end, since it does not change. */
  readonly isWeatherStuck: boolean;
}

export interface SampleBatch {
  readonly stations: ReadonlyMap<string, StationRow>;
  /** Stored for the first time, readings and all, in this transaction. */
  readonly usable: readonly NumberedMessage[];
}

/**
 * Folds new readings into what is known of their sensors, by the time they were measured.
 *
 * | Fold remembered, or in the store? | All new samples after its end? | What is folded                                   |
 * |-----------------------------------|--------------------------------|--------------------------------------------------|
 * | remembered                        | yes                            | the new samples alone; nothing is read           |
 * | in the store                      | yes                            | from the newest checkpoint on                    |
 * | –                                 | no                             | from the last checkpoint before the earliest new |
 *
 * What was measured over 45 days before it was received is stored without being folded, and checkpoints reach back further: whatever a
 * clock says, nobody folds a sensor's whole history in a transaction. What is folded anew is read in spans of hours.
 *
 * The gateways' rows are locked by the caller.
 */
export async function judgeSamples(tx: Queryable, database: Database, batch: SampleBatch): Promise<Stretch[]> {
  await keepOwnWords(tx, batch.usable);
  const fresh = samplesOf(batch.usable, batch.stations);
  if (fresh.size === 0) return [];
  const gateways = new Set([...fresh.keys()].map((station) => gatewayOf(batch.stations, station)));
  const token = randomUUID();
  const before = await turnTokens(tx, [...gateways], token);
  const memory = FoldMemory.of(database);
  const known = new Map([...gateways].map((gateway) => [gateway, memory.recall(gateway, before.get(gateway) ?? null)]));
  const newest = batch.usable.reduce((latest, { incoming }) => Math.max(latest, incoming.receivedAt), -Infinity);
  const folds = await foldAll(tx, { stations: batch.stations, newest }, fresh, (station) =>
    known.get(gatewayOf(batch.stations, station))?.get(station),
  );
  await saveCheckpoints(
    tx,
    folds.flatMap(({ checkpoints }) => checkpoints),
    builtInAlarmRules.version,
  );
  for (const [gateway, states] of known) memory.keep(gateway, token, states);
  for (const { station, state } of folds) memory.note(gatewayOf(batch.stations, station), station, state);
  return folds.map((fold) => toStretch(fold, (fresh.get(fold.station) ?? []).filter(tellsOfNow)));
}

/** Where to read, and the moment up to which there may be anything. */
interface Ground {
  readonly stations: SampleBatch['stations'];
  readonly newest: number;
}

/** So much of a sensor's time is read at once. */
const spanMs = 6 * 3_600_000;
/** And of all sensors together so much: about nine thousand moments at one every ten seconds. */
const portionMs = 24 * 3_600_000;

interface Fold {
  readonly station: string;
  readonly anewAfter: number | null;
  readonly book: AlarmRuleBook;
  readonly start: FoldState;
  readonly state: FoldState;
  readonly ended: readonly Episode[];
  readonly checkpoints: readonly Checkpoint[];
}

async function foldAll(
  tx: Queryable,
  ground: Ground,
  fresh: ReadonlyMap<string, readonly Sample[]>,
  recall: (station: string) => FoldState | undefined,
): Promise<Fold[]> {
  const folds: Fold[] = [];
  const again: { station: string; before: number }[] = [];
  const late = new Map<string, number>();
  for (const [station, samples] of fresh) {
    const state = recall(station);
    const [first] = samples;
    if (!first) continue;
    if (state && isAfter(first, state)) folds.push(foldOn(startFold(ground, station, state, null), samples));
    else again.push({ station, before: first.at });
    if (!state || !isAfter(first, state)) late.set(station, first.at);
  }
  if (again.length === 0) return folds;
  await dropCheckpoints(tx, late);
  const found = await loadCheckpoints(tx, again, builtInAlarmRules.version);
  const starts = again.map(({ station, before }) => {
    const checkpoint = found.get(station);
    return startFold(ground, station, checkpoint?.state ?? emptyFold, checkpoint?.at ?? before - longMs);
  });
  return [...folds, ...(await foldSpans(tx, ground, starts))];
}

/** Folds what the store has after the starts given, span by span, so that a long time is never in memory as a whole. */
async function foldSpans(tx: Queryable, ground: Ground, starts: readonly Fold[]): Promise<Fold[]> {
  const folds = new Map(starts.map((fold) => [fold.station, fold]));
  let rest: Span[] = starts.flatMap(({ station, anewAfter }) =>
    anewAfter === null ? [] : [{ station, after: anewAfter, upTo: null }],
  );
  while (rest.length > 0) {
    const spans = await cutSpans(tx, ground, rest);
    for (const some of inPortions(spans, ground)) {
      const samples = await loadSamples(tx, ground.stations, some);
      for (const { station } of some) {
        const fold = folds.get(station);
        if (fold) folds.set(station, foldOn(fold, samples.get(station) ?? []));
      }
    }
    rest = spans.flatMap(({ station, upTo }) => (upTo === null ? [] : [{ station, after: upTo, upTo: null }]));
  }
  return [...folds.values()];
}

/** Spans of so much time together at most, or single ones: a thousand sensors' hours are not in memory at once either. */
function inPortions(spans: readonly Span[], { newest }: Ground): Span[][] {
  const portions: Span[][] = [];
  let roomMs = 0;
  for (const span of spans) {
    const lengthMs = Math.min(spanMs, Math.max(0, newest - span.after));
    const portion = roomMs < lengthMs ? undefined : portions.at(-1);
    if (portion) portion.push(span);
    else portions.push([span]);
    roomMs = (portion ? roomMs : portionMs) - lengthMs;
  }
  return portions;
}

/** What to read next of these spans: what is near the newest as a whole, else some hours from where there is anything again. */
async function cutSpans(tx: Queryable, { stations, newest }: Ground, spans: readonly Span[]): Promise<Span[]> {
  const long = spans.filter(({ after }) => newest - after > spanMs);
  const next = long.length > 0 ? await findNext(tx, stations, long) : new Map<string, number>();
  return spans.map((span) => {
    const upTo = Math.max(span.after, next.get(span.station) ?? Infinity) + spanMs; // its gateway may be behind, for others
    return { ...span, upTo: upTo < newest ? upTo : null };
  });
}

function isAfter(sample: Sample, { last }: FoldState): boolean {
  return last === null || compareKeys(sample, last) > 0;
}

function startFold({ stations }: Ground, station: string, start: FoldState, anewAfter: number | null): Fold {
  const book = rulesForHeartbeat(builtInAlarmRules, stations.get(station)?.heartbeat_ms ?? 0);
  return { station, anewAfter, book, start, state: start, ended: [], checkpoints: [] };
}

function foldOn(fold: Fold, samples: readonly Sample[]): Fold {
  let { state } = fold;
  const ended = [...fold.ended];
  const checkpoints = [...fold.checkpoints];
  for (const sample of samples) {
    const checkpoint = checkpointBefore(fold.station, state, sample.at);
    if (checkpoint) checkpoints.push(checkpoint);
    const folded = foldSample(state, sample, fold.book);
    if (folded.ended.length > 0) ended.push(...folded.ended);
    state = folded.state;
  }
  return { ...fold, state, ended, checkpoints: thinOut(checkpoints) };
}

/** Weather alone says nothing of a fire. */
function tellsOfNow({ history, values, own }: Sample): boolean {
  return !history && (values.smoke !== undefined || values.co !== undefined || own?.on === true);
}

function toStretch({ station, anewAfter, book, start, state, ended }: Fold, live: readonly Sample[]): Stretch {
  const open = openEpisodes(state);
  const before = openEpisodes(start);
  const changed = anewAfter === null ? open.filter((episode) => !before.includes(episode)) : open;
  const isWeatherStuck = state.last !== null && weatherIgnored(state.held, state.last.at, book).length > 0;
  return { station, anewAfter, episodes: [...ended, ...changed], open, live, isWeatherStuck };
}

/** Leaves a new token at each gateway; answers those that were there. */
async function turnTokens(
  tx: Queryable,
  gateways: readonly string[],
  token: string,
): Promise<Map<string, string | null>> {
  const rows = await tx.query<{ id: string; before: string | null }>(
    `update gateway g set fold_token = $2 from (select id, fold_token as before from gateway where id = any($1::text[])) o
      where g.id = o.id returning g.id, o.before`,
    [gateways, token],
  );
  return new Map(rows.map(({ id, before }) => [id, before]));
}

async function keepOwnWords(tx: Queryable, messages: readonly NumberedMessage[]): Promise<void> {
  const words = messages.map(ownWordOf).filter((word) => word !== null);
  if (words.length === 0) return;
  const column = <T>(pick: (word: OwnWord) => T) => words.map(pick);
  await tx.query(
    `insert into own_alarm (gateway, boot, seq, station, measured_at, turned_on, name, value, history)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::boolean[], $7::text[], $8::double precision[], $9::boolean[])
     on conflict do nothing`,
    [
      ...[column(({ gateway }) => gateway), column(({ boot }) => boot), column(({ seq }) => seq)],
      ...[column(({ station }) => station), column(({ measuredAt }) => measuredAt), column(({ on }) => on)],
      ...[column(({ name }) => name), column(({ value }) => value), column(({ history }) => history)],
    ],
  );
}

function gatewayOf(stations: SampleBatch['stations'], station: string): string {
  return stations.get(station)?.gateway ?? station;
}
