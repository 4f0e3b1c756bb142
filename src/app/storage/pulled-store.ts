import { replacedByAdopting } from '../../domain/custody/adopt-links.ts';
import { judgePage } from '../../domain/custody/apply-page.ts';
import type { Live } from '../live.ts';
import { allEvents, eventsAt, eventsOfChain, packEvents } from './event-blocks.ts';
import { FirstPulled } from './first-pulled.ts';
import type { ForgetErased } from './forget-erased.ts';
import { watchQuery } from './live-query.ts';
import { dropCovered, receiptTables } from './receipt-blocks.ts';
import { type CursorRow, type EventRow, only, type PulledRow, type ReceiptRow, type SituationRow } from './rows.ts';

/** One page of a pull, with the own events in it that were compared and found the same. */
export interface PulledPage {
  readonly rows: readonly PulledRow[];
  readonly cursor: string;
  readonly restarted: boolean;
  readonly more: boolean;
  /** The hub's time. */
  readonly time: number;
  readonly verified: readonly ReceiptRow[];
  /** Whose session it was asked for with, by the grant. */
  readonly grant?: string;
}

/** Entities that tell of other people: for the eyes of whoever is on duty and pulled them. */
const ofPeople = ['event', 'device', 'pass', 'incident', 'case', 'fork', 'chain'];

/** What the hub told this grant. Rows and cursor move in one transaction. */
export class PulledStore extends FirstPulled {
  async cursor(): Promise<CursorRow | null> {
    return (await this.database.cursor.get(only)) ?? null;
  }

  /**
   * Applies a page asked for with `asked`; false when another tab moved the cursor meanwhile, and nothing changes then.
   * After a restart the pages gather aside and replace everything at once when the last has come. What was erased at the hub can be
   * opened here no longer either: its keys go, also those sealed to the hub that would be pushed again after a restore.
   */
  applyPage(asked: CursorRow | null, page: PulledPage, forgetErased: ForgetErased): Promise<boolean> {
    const { cursor, pulled, shadow, receipts } = this.database;
    const tables = [cursor, pulled, shadow, ...receiptTables(this.database)];
    const erasures = page.rows.filter(({ entity }) => entity === 'erasure');
    const keyed = erasures.length > 0 ? forgetErased.tables(this.database) : [];
    return this.database.transaction('rw', [...tables, ...keyed], async () => {
      const standing = (await cursor.get(only)) ?? null;
      const effect = judgePage(standing, asked, page);
      if (!effect) return false;
      if (effect.clearsShadow) await shadow.clear();
      await (effect.into === 'shadow' ? shadow : pulled).bulkPut(packEvents(page.rows));
      if (effect.swaps) await this.#swap();
      if (page.verified.length > 0) await receipts.bulkPut([...page.verified]);
      await dropCovered(this.database, page.verified);
      if (erasures.length > 0) await forgetErased.apply(this.database, erasures);
      const wholeAt = page.more ? asked?.wholeAt : page.time;
      const life = effect.swaps ? crypto.randomUUID() : standing?.life;
      const grant = effect.into === 'pulled' || effect.swaps ? page.grant : standing?.grant;
      await cursor.put({ only, ...effect.cursor, wholeAt, life, grant });
      return true;
    });
  }

  async #swap(): Promise<void> {
    const { pulled, shadow } = this.database;
    const whole = await shadow.toArray();
    await pulled.clear();
    await pulled.bulkPut(whole);
    await shadow.clear();
  }

  /** Rows of an entity that would be gone once these last ones have come, with those that gathered aside unless they are all. */
  async lackingIn(entity: string, last: readonly PulledRow[], areAll: boolean): Promise<PulledRow[]> {
    const aside = areAll ? [] : await this.database.shadow.where('entity').equals(entity).toArray();
    const told = new Set([...aside, ...last].filter((row) => row.entity === entity).map(({ key }) => key));
    return (await this.read(entity)).filter(({ key }) => !told.has(key));
  }

  /** The hub's time at which everything it had to tell was here; null before the first. */
  watchWholeAt(): Live<number | null> {
    return watchQuery(async () => (await this.cursor())?.wholeAt ?? null);
  }

  /** Whether whoever is on duty has all that the hub had to tell him at some moment; not while it is somebody else's. */
  watchIsWholeHere(): Live<boolean> {
    return watchQuery(async () => ((await this.cursor())?.wholeAt ?? null) !== null && (await this.isShown()));
  }

  override read(entity: string): Promise<PulledRow[]> {
    return entity === 'event' ? allEvents(this.database.pulled) : super.read(entity);
  }

  async readOne(entity: string, key: string): Promise<PulledRow | null> {
    const { pulled } = this.database;
    const row = entity === 'event' ? (await eventsAt(pulled, key))[0] : await pulled.get([entity, key]);
    return row ?? null;
  }

  /** Nothing of what tells of other people while the one on duty is not the one it was pulled for, or nobody is. */
  override watch(entity: string): Live<readonly PulledRow[]> {
    return watchQuery(() => this.#readShown(entity));
  }

  async #readShown(entity: string): Promise<PulledRow[]> {
    return ofPeople.includes(entity) && !(await this.isShown()) ? [] : this.read(entity);
  }

  /** Whether people's data may be seen: by whoever is on duty, when it was pulled for him. A row of an older build names nobody. */
  async isShown(of?: { readonly grant?: string | undefined } | null): Promise<boolean> {
    const [profile, pulledFor] = [await this.database.profile.get(only), of ?? (await this.cursor())];
    const enrolled = profile?.enrolled;
    if (!enrolled) return true;
    return !enrolled.isOffDuty && (pulledFor?.grant ?? enrolled.grant.id) === enrolled.grant.id;
  }

  /** Several entities read together. */
  watchTogether(entities: readonly string[]): Live<readonly (readonly PulledRow[])[]> {
    return watchQuery(() => Promise.all(entities.map((entity) => this.#readShown(entity))));
  }

  /** Own events as the hub holds them, by key `chain/seq`. */
  ownEvents(chain: string): Promise<PulledRow[]> {
    return eventsOfChain(this.database.pulled, chain);
  }

  /** Takes events the hub holds and this phone lost back onto the chain, in order, if its head still is at `seq`. What they replace is kept aside. */
  adopt(chain: string, seq: number, rows: readonly EventRow[], receipts: readonly ReceiptRow[]): Promise<boolean> {
    const { events, heads, replacedEvents, receipts: table } = this.database;
    return this.database.transaction('rw', [events, heads, replacedEvents, table], async () => {
      const last = rows.at(-1);
      if (!last || ((await heads.get(chain))?.seq ?? 0) !== seq) return false;
      const standing = await events
        .where('id')
        .anyOf(rows.map(({ id }) => id))
        .toArray();
      const replaced = replacedByAdopting(chain, rows, standing);
      await replacedEvents.bulkPut(replaced);
      await events.bulkDelete(replaced.map((row): [string, number] => [row.chain, row.seq]));
      await events.bulkAdd([...rows]);
      await table.bulkPut([...receipts]);
      await heads.put({ chain, seq: last.seq, hash: last.hash });
      return true;
    });
  }

  /** `grant`: whom it was told. */
  async putSituation(situation: SituationRow['situation'], grant?: string): Promise<void> {
    await this.database.situation.put({ only, situation, grant });
  }

  watchSituation(): Live<SituationRow['situation'] | null> {
    return watchQuery(async () => {
      const row = await this.database.situation.get(only);
      if (!row || (await this.isShown(row))) return row?.situation ?? null;
      return { ...row.situation, positions: [] };
    });
  }

  /** How many entities of any kind are kept, unknown ones too. */
  count(): Promise<number> {
    return this.database.pulled.count();
  }
}
