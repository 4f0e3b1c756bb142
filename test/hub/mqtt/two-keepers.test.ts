import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyAlarmFile } from '../../../src/domain/alarm/alarm-file.ts';
import { alarmState } from '../../../src/domain/alarm/alarm-state.ts';
import { watchIncidents } from '../../../src/hub/incidents/watch-incidents.ts';
import { watchSilence } from '../../../src/hub/mqtt/watch-silence.ts';
import type { Database } from '../../../src/hub/ports.ts';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { type Leadership, openLeadership } from '../../../src/hub/store/leadership.ts';
import { eventually } from '../../support/eventually.ts';
import { Field } from './field.ts';
import { storeSmoke } from './store-smoke.ts';

const heartbeatMs = 1500;
const clock = { now: () => Date.now() };

/** What keeps time at a hub, on a connection of its own. */
class Keeper {
  readonly leadership: Leadership;
  readonly #database: Database;
  readonly #stops: (() => Promise<void>)[];

  private constructor(database: Database, leadership: Leadership, stops: (() => Promise<void>)[]) {
    this.#database = database;
    this.leadership = leadership;
    this.#stops = stops;
  }

  /** `leads` true: it takes itself for the leader whatever the lock says, as one that stood still may. */
  static async open(field: Field, leads: boolean): Promise<Keeper> {
    const database = await openDatabase(field.databaseUrl);
    const strives = await openLeadership(field.databaseUrl);
    const leadership = leads ? { ...strives, isLeader: () => true } : strives;
    const onProblem = (problem: unknown) => void field.problems.push(problem);
    const [{ keys }, listeningSince] = [field, () => clock.now() - 60_000];
    const isInCharge = () => leadership.isLeader();
    const incidents = await watchIncidents({ database, clock, leadership, onProblem });
    const stopSilence = watchSilence({ database, keys, clock, listeningSince, isInCharge, onProblem });
    return new Keeper(database, leadership, [stopSilence, () => incidents.close()]);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) await stop();
    await this.leadership.close();
    await this.#database.close();
  }
}

describe('two hubs that keep time on one database', () => {
  let field: Field;
  const keepers: Keeper[] = [];
  beforeEach(async () => {
    field = await Field.open();
    await field.database.query('update station set heartbeat_ms = $1', [heartbeatMs]);
  });
  afterEach(async () => {
    for (const keeper of keepers.splice(0)) await keeper.close();
    await field.close();
  });

  const speak = (seq: number) => storeSmoke(field, [{ seq, smoke: 0.1, at: 0 }]);
  const hearNow = () =>
    field.database.query(
      "update station set heard_at = $1, status = 'fine' where gateway = 'gw-a' and id <> 'a-smoke-02'",
      [clock.now()],
    );
  /** How often each turn was told: to pulls, and on the hub's chain. */
  const told = async () => {
    const [changes] = await field.database.query<{ n: number }>(
      "select count(*)::integer as n from change where entity = 'station' and body ->> 'status' = 'unknown'",
    );
    const events = await field.database.query<{ raw: string }>("select raw from event where kind = 'alarm'");
    const turns = events.map(
      ({ raw }) => (JSON.parse(raw) as { body: { status: string; station: string; rule: string } }).body,
    );
    return {
      unknown: changes?.n,
      turns: turns.map(({ status, station, rule }) => `${station} ${rule} ${status}`).toSorted(),
    };
  };
  const silences = () =>
    field.database
      .query<{ n: number }>("select count(*)::integer as n from alarm where rule = 'silence' and status = 'raised'")
      .then(([row]) => row?.n ?? 0);

  it.each([
    ['with one leader', false],
    ['though both take themselves for the leader', true],
  ])('call the silent silent once, %s', async (_, bothLead) => {
    await speak(1);
    await hearNow();
    keepers.push(await Keeper.open(field, bothLead), await Keeper.open(field, bothLead));
    await eventually(silences, (n) => n === 2);
    await new Promise((resolve) => setTimeout(resolve, heartbeatMs));
    expect(await told()).toEqual({ unknown: 2, turns: ['a-smoke-01 silence raised', 'gw-a silence raised'] });
    expect(field.problems).toEqual([]);
  });

  it('go on, once, when the one that leads is gone', async () => {
    keepers.push(await Keeper.open(field, false), await Keeper.open(field, false));
    expect(keepers.map(({ leadership }) => leadership.isLeader())).toEqual([true, false]);
    await speak(1);
    await hearNow();
    await keepers.shift()?.close();
    await eventually(
      () => keepers[0]?.leadership.isLeader(),
      (leads) => leads === true,
    );
    await eventually(silences, (n) => n === 2);
    expect(await told()).toEqual({ unknown: 2, turns: ['a-smoke-01 silence raised', 'gw-a silence raised'] });
  });

  it('write nothing when an alarm goes up or a shelving ends: every reader finds the same by its time alone', async () => {
    keepers.push(await Keeper.open(field, true), await Keeper.open(field, true));
    await storeSmoke(field, [{ seq: 1, smoke: 0.9, at: 0 }]);
    const raisedAt = clock.now() - 10 * 60_000;
    await field.database.query("update alarm set raised_at = $1 where rule = 'smoke-high'", [raisedAt]);
    const rows = () =>
      field.database.query<{ version: number; raisedAt: number }>(
        `select a.version, a.raised_at as "raisedAt" from alarm a where rule = 'smoke-high'`,
      );
    const before = [
      await rows(),
      (await told()).turns.filter((turn) => turn.startsWith('a-smoke-01 smoke-high')).length,
    ];
    await new Promise((resolve) => setTimeout(resolve, 2 * heartbeatMs));
    const after = [
      await rows(),
      (await told()).turns.filter((turn) => turn.startsWith('a-smoke-01 smoke-high')).length,
    ];
    expect(after).toEqual(before);
    const condition = {
      status: 'raised',
      level: 'single',
      late: false,
      clearedAt: null,
      acknowledgedAt: null,
    } as const;
    const shelving = (until: number) => {
      const origin = { event: 'e', chain: 'c', person: 'p', fromAt: null, toAt: raisedAt, version: 2 };
      const value = { until, because: 'drill' as const };
      return { entries: [{ ...origin, state: 'stands' as const, field: 'shelving' as const, value }] };
    };
    const at = clock.now();
    expect(alarmState({ ...condition, raisedAt }, emptyAlarmFile, at)).toBe('escalated');
    expect(alarmState({ ...condition, raisedAt }, shelving(at + 1), at)).toBe('shelved');
    expect(alarmState({ ...condition, raisedAt }, shelving(at), at)).toBe('escalated');
  });
});
