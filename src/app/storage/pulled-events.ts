import Dexie from 'dexie';
import * as v from 'valibot';
import { receiptSchema } from '../../protocol/custody.ts';
import { eventSchema } from '../../protocol/event.ts';
import { pulledEventSchema } from '../../protocol/pull.ts';
import type { Live, Stop } from '../live.ts';
import { eventsBetween, newestEvent } from './event-blocks.ts';
import { watchQuery } from './live-query.ts';
import type { PulledStore } from './pulled-store.ts';
import type { PulledRow } from './rows.ts';

/** What the hub tells about an event apart from it, by the event. */
const besides = ['custody', 'erasure', 'held', 'rejudgement'] as const;
export type Beside = (typeof besides)[number];
const eventText = v.pipe(v.string(), v.parseJson(), eventSchema);
const receiptText = v.pipe(v.string(), v.parseJson(), receiptSchema);
/** As many as a list shows at first are read before anything is shown; then so many at a time. */
const [firstWanted, wantedAtOnce, besideAtOnce] = [100, 500, 5_000];

/** One event as the pull brought it, with what its receipt says. */
export interface ToldEvent {
  /** The change that told it. */
  readonly n: number;
  readonly key: string;
  readonly event: v.InferOutput<typeof eventSchema>;
  readonly receipt: Pick<v.InferOutput<typeof receiptSchema>, 'outcome' | 'time'>;
}

/** Events of one kind in no order. `isWhole`: false while older ones are still being read. */
export interface ToldEvents {
  readonly events: readonly ToldEvent[];
  readonly beside: (of: ToldEvent, entity: Beside) => PulledRow | undefined;
  readonly isWhole: boolean;
}

/** What was read so far of one filling of the store. */
interface Reading {
  readonly life: string | undefined;
  /** Changes up to this one are here; events from `oldest` on are. */
  newest: number;
  oldest: number;
  count: number;
  readonly byKind: Map<string, Map<string, ToldEvent>>;
  readonly beside: Map<string, PulledRow>;
}

interface Found {
  readonly reading: Reading;
  readonly events: readonly PulledRow[];
  readonly beside: readonly PulledRow[];
  readonly newest: number;
  readonly oldest: number;
}

type Listener = readonly [tell: () => void, fail: (problem: unknown) => void];

/**
 * All events a desk has pulled, read once: the newest at once, then the older ones piece by piece, and from then on only what a pull
 * brings. A store of tens of thousands is listed as soon as one of a hundred, and one more record costs one row.
 */
export class PulledEvents {
  static readonly #known = new WeakMap<PulledStore, PulledEvents>();
  readonly #store: PulledStore;
  readonly #listeners = new Set<Listener>();
  #reading: Reading | null = null;
  #following: Stop | null = null;

  private constructor(store: PulledStore) {
    this.#store = store;
  }

  /** The same for everybody who reads this store. */
  static of(store: PulledStore): PulledEvents {
    const known = PulledEvents.#known.get(store) ?? new PulledEvents(store);
    PulledEvents.#known.set(store, known);
    return known;
  }

  ofKind(kind: string): Live<ToldEvents> {
    return { subscribe: (onValue, onProblem) => this.#subscribe([() => this.#tell(kind, onValue), onProblem]) };
  }

  #subscribe(listener: Listener): Stop {
    this.#listeners.add(listener);
    if (this.#following) listener[0]();
    else this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#following?.();
      this.#following = null;
    };
  }

  #tell(kind: string, onValue: (told: ToldEvents) => void): void {
    const reading = this.#reading;
    if (!reading) return;
    const events = [...(reading.byKind.get(kind)?.values() ?? [])];
    const beside = (of: ToldEvent, entity: Beside) => {
      const keys = keysOf(of, entity).map((key) => placeOf(entity, key));
      return reading.beside.get(keys.find((key) => reading.beside.has(key)) ?? '');
    };
    onValue({ events, beside, isWhole: reading.oldest === 0 });
  }

  #tellAll(): void {
    for (const [tell] of [...this.#listeners]) tell();
  }

  #follow(): void {
    this.#following = watchQuery(() => this.#readChanges()).subscribe(
      (found) => {
        const isFirst = this.#reading !== found.reading;
        this.#reading = found.reading;
        take(found);
        this.#tellAll();
        if (isFirst) void this.#readOlder(found.reading);
      },
      (problem: unknown) => this.#fail(problem),
    );
    if (this.#reading) void this.#readOlder(this.#reading);
  }

  #fail(problem: unknown): void {
    for (const [, fail] of [...this.#listeners]) fail(problem);
  }

  /** What came since; after the store was filled anew, or at first, the newest of all. */
  async #readChanges(): Promise<Found> {
    if (!(await this.#store.isShown())) return nothingShown();
    const life = await this.#life();
    const standing = this.#reading?.life === life ? this.#reading : null;
    const found = standing ? await this.#readSince(standing) : await this.#readNewest(freshReading(life));
    return (await this.#life()) === life ? found : this.#readChanges(); // it was filled anew meanwhile
  }

  async #life(): Promise<string | undefined> {
    return (await this.#store.cursor())?.life;
  }

  async #readSince(reading: Reading): Promise<Found> {
    const from = reading.newest + 1;
    const [events, ...others] = await Promise.all([
      eventsBetween(this.#store.database.pulled, from, Number.MAX_SAFE_INTEGER),
      ...besides.map((one) => this.#between(one, from, Dexie.maxKey).toArray()),
    ]);
    const beside = others.flat();
    const newest = [...events, ...beside].reduce((highest, { n }) => Math.max(highest, n), reading.newest);
    return { reading, events, beside, newest, oldest: reading.oldest };
  }

  async #readNewest(reading: Reading): Promise<Found> {
    const last = await Promise.all([
      newestEvent(this.#store.database.pulled, Number.MAX_SAFE_INTEGER),
      ...besides.map(async (one) => (await this.#between(one, 0, Dexie.maxKey).last())?.n),
    ]);
    const newest = Math.max(0, ...last.map((n) => n ?? 0));
    const { events, oldest } = await this.#readBelow(newest + 1, firstWanted);
    const told = events.map(tellEvent).filter((one) => one !== null);
    const places = told.flatMap((one) =>
      besides.flatMap((entity) => keysOf(one, entity).map((key): [string, string] => [entity, key])),
    );
    const beside = await this.#store.database.pulled.bulkGet(places);
    return { reading, newest, events, oldest, beside: beside.filter((row) => row !== undefined) };
  }

  /** So many events or somewhat more below a change. */
  async #readBelow(below: number, wanted: number): Promise<Pick<Found, 'events' | 'oldest'>> {
    const { pulled } = this.#store.database;
    const events: PulledRow[] = [];
    let oldest = below;
    while (events.length < wanted && oldest > 0) {
      const last = await newestEvent(pulled, oldest - 1); // no walk over what is of other entities
      const from = Math.max(0, (last ?? 0) - wanted * 2);
      if (last !== null) events.push(...(await eventsBetween(pulled, from, last)));
      oldest = from;
    }
    return { events, oldest };
  }

  /**
   * Goes on until everything is read, nobody listens or the store was filled anew: first all that stands beside events, then the
   * events. Tells whenever there is twice as much.
   */
  async #readOlder(reading: Reading): Promise<void> {
    const mine = this.#following;
    const isOver = async () =>
      this.#following !== mine || this.#reading !== reading || (await this.#life()) !== reading.life;
    try {
      if (reading.oldest > 0) for (const entity of besides) await this.#readBeside(reading, entity, isOver);
      for (let told = reading.count; reading.oldest > 0 && !(await isOver()); ) {
        await new Promise((resolve) => setTimeout(resolve)); // the screen first
        const older = await this.#readBelow(reading.oldest, wantedAtOnce);
        if (await isOver()) return;
        take({ reading, newest: reading.newest, beside: [], ...older });
        if (reading.oldest > 0 && reading.count < told * 2) continue;
        told = reading.count;
        this.#tellAll();
      }
    } catch (problem) {
      if (this.#following === mine) this.#fail(problem);
    }
  }

  /** By their keys, so that each is read once whatever comes meanwhile: what came is newer, and stands. */
  async #readBeside(reading: Reading, entity: Beside, isOver: () => Promise<boolean>): Promise<void> {
    for (let after = ''; !(await isOver()); ) {
      const range = this.#store.database.pulled
        .where('[entity+key]')
        .between([entity, after], [entity, '\uffff'], false);
      const beside = await range.limit(besideAtOnce).toArray();
      if (await isOver()) return;
      take({ reading, newest: reading.newest, oldest: reading.oldest, events: [], beside });
      if (beside.length < besideAtOnce) return;
      after = beside.at(-1)?.key ?? '';
    }
  }

  #between(entity: string, from: number, to: unknown) {
    return this.#store.database.pulled.where('[entity+n]').between([entity, from], [entity, to], true, true);
  }
}

/** Whoever comes on duty again has it read anew. */
function nothingShown(): Found {
  return { reading: freshReading('not-shown'), events: [], beside: [], newest: 0, oldest: 0 };
}

function freshReading(life: string | undefined): Reading {
  return { life, newest: 0, oldest: 0, count: 0, byKind: new Map(), beside: new Map() };
}

/** Puts what was found to what was read; of an event the newer row stands. */
function take({ reading, events, beside, newest, oldest }: Found): void {
  for (const row of events) {
    const told = tellEvent(row);
    if (!told) continue;
    const ofKind = reading.byKind.get(told.event.kind) ?? new Map<string, ToldEvent>();
    const known = ofKind.get(row.key);
    if (known && known.n > told.n) continue;
    reading.byKind.set(told.event.kind, ofKind.set(row.key, told));
    if (!known) reading.count += 1;
  }
  for (const row of beside) {
    const place = placeOf(row.entity, row.key);
    if ((reading.beside.get(place)?.n ?? 0) <= row.n) reading.beside.set(place, row);
  }
  reading.newest = newest;
  reading.oldest = oldest;
}

const read = new WeakMap<PulledRow, ToldEvent | null>();

/** Null when this build cannot read it: it stays in storage, shown to nobody. */
function tellEvent(row: PulledRow): ToldEvent | null {
  const known = read.get(row);
  if (known !== undefined) return known;
  const told = readEvent(row);
  read.set(row, told);
  return told;
}

function readEvent({ key, n, body }: PulledRow): ToldEvent | null {
  const pulled = v.safeParse(pulledEventSchema, body);
  if (!pulled.success) return null;
  const event = v.safeParse(eventText, pulled.output.event.raw);
  const receipt = v.safeParse(receiptText, pulled.output.receipt.raw);
  return event.success && receipt.success ? { key, n, event: event.output, receipt: receipt.output } : null;
}

/** The first that is there tells of the event. */
function keysOf({ event: { id, chain, seq } }: ToldEvent, entity: Beside): readonly string[] {
  const place = `${chain}/${seq}`;
  if (entity === 'custody' || entity === 'erasure') return [place, id];
  return [entity === 'held' ? place : id];
}

function placeOf(entity: string, key: string): string {
  return `${entity} ${key}`;
}
