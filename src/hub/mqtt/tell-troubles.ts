import type { StationTrouble } from '../../domain/shared/trouble-codes.ts';
import { recordChanges } from '../custody/record-change.ts';
import type { Database } from '../ports.ts';
import type { Waiting } from './gateway-lanes.ts';
import { type StationRow, stationChange } from './station-body.ts';

/** More live messages than these never wait at a gateway that works as it should. */
const liveAtMost = 100;
/** So long nothing has to wait before the trouble is over. */
const calmMs = 10_000;
/** What stands is written again so often: another hub may have taken it away at its start. */
const againMs = 10_000;

/** Says of gateways, to whoever looks at stations, that they send too fast or catch up, and when that is over. */
export class TroubleTeller {
  readonly #database: Database;
  readonly #standing = new Map<string, { code: StationTrouble; seenAt: number }>();
  /** Whose trouble is over, until the store has it. */
  readonly #over = new Set<string>();
  #isUnsaid = false;
  #toldAt = -Infinity;

  constructor(database: Database) {
    this.#database = database;
  }

  /** To be called again and again with what waits. Nothing is asked of the store while nothing changes; what it did not take is said again. */
  async tell(waiting: readonly Waiting[], now: number): Promise<void> {
    this.#note(waiting, now);
    const isFirst = this.#toldAt === -Infinity;
    const isDue = this.#standing.size > 0 && now - this.#toldAt >= againMs;
    if (!isFirst && !isDue && !this.#isUnsaid && this.#over.size === 0) return;
    const over = [...this.#over];
    this.#isUnsaid = false;
    try {
      await this.#write(isFirst ? [...over, ...(await this.#leftBehind())] : over, now);
    } catch (problem) {
      this.#isUnsaid = true;
      throw problem;
    }
    for (const gateway of over) this.#over.delete(gateway);
    this.#toldAt = now;
  }

  #note(waiting: readonly Waiting[], now: number): void {
    for (const { gateway, live } of waiting) {
      const before = this.#standing.get(gateway)?.code;
      const code = live > liveAtMost ? 'too-fast' : (before ?? 'catching-up');
      this.#isUnsaid ||= code !== before;
      this.#standing.set(gateway, { code, seenAt: now });
      this.#over.delete(gateway);
    }
    for (const [gateway, { seenAt }] of this.#standing) {
      if (now - seenAt < calmMs) continue;
      this.#standing.delete(gateway);
      this.#over.add(gateway);
    }
  }

  /** What a hub that was killed could not take back. */
  async #leftBehind(): Promise<string[]> {
    const rows = await this.#database.query<{ id: string }>(
      "select id from station where trouble is not null and kind = 'gateway'",
    );
    return rows.map(({ id }) => id).filter((id) => !this.#standing.has(id));
  }

  async #write(over: readonly string[], now: number): Promise<void> {
    const ids = [...new Set([...this.#standing.keys(), ...over])];
    if (ids.length === 0) return;
    const codes = ids.map((id) => this.#standing.get(id)?.code ?? null);
    await this.#database.transaction(async (tx) => {
      const rows = await tx.query<StationRow>(
        `with found as (
           select s.id, d.trouble, case
               when s.status = 'fine' and d.trouble = 'too-fast' then 'fault'
               when s.status = 'fault' and d.trouble is distinct from 'too-fast' then 'fine' else s.status end as status
             from station s join unnest($1::text[], $2::text[]) as d(id, trouble) on d.id = s.id
            where s.trouble is distinct from d.trouble order by s.id for update of s)
         update station s set trouble = f.trouble, trouble_at = case when f.trouble is not null then $3::bigint end,
                status = f.status, status_at = case when s.status = f.status then s.status_at else $3::bigint end
           from found f where s.id = f.id returning s.*`,
        [ids, codes, now],
      );
      await recordChanges(tx, now, rows.map(stationChange));
    });
  }
}
