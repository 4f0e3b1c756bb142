import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alarmValues } from '../../../src/domain/alarm/alarm-file.ts';
import type { Alarm } from '../../../src/protocol/pull.ts';
import { alarmSchema } from '../../../src/protocol/pull.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

describe('steps of an alarm', () => {
  let hub: HubUnderTest;
  let commander: Persona;
  let other: Persona;
  let ranger: Persona;
  let alarm: string;
  beforeAll(async () => {
    hub = await aHub();
    commander = await (await asCommander(hub)).signIn();
    other = await asCommander(hub);
    ranger = await asRanger(hub);
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    alarm = await anAlarm();
  });

  async function anAlarm(rule = 'smoke-high', supersededBy: string | null = null): Promise<string> {
    const [row] = await hub.database.query<{ id: string }>(
      `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value,
         opening_measured_at, status, late, raised_at, superseded_by, level)
       select gen_random_uuid(), 'station ' || n, $1, 'gw', 1, n, 'smoke', 0.7, 0,
         case when $2::uuid is null then 'raised' else 'superseded' end, false, 1, $2::uuid,
         case when $1 = 'message-fork' then 'technical' else 'single' end
         from (select count(*) as n from alarm) c returning id`,
      [rule, supersededBy],
    );
    return row?.id ?? '';
  }

  const steps = async (who: Persona, changes: object, base: number, of = alarm) => {
    const { results } = await who.push([await who.record({ kind: 'alarm-step', body: { alarm: of, changes }, base })]);
    return results[0];
  };
  const told = async (of = alarm): Promise<Alarm | undefined> => {
    const changes = await commander.pullAll();
    const bodies = changes.filter(({ entity, key }) => entity === 'alarm' && key === of).map(({ body }) => body);
    return bodies.length === 0 ? undefined : v.parse(alarmSchema, bodies.at(-1));
  };

  it('assign, shelve, verify and close it; the pulled alarm says who and when', async () => {
    const assignee = ranger.grant.person.id;
    const shelving = { until: hub.clock.now() + 60_000, because: 'drill' };
    expect(await steps(commander, { assignee }, 1)).toMatchObject({ outcome: 'stored' });
    expect(await steps(commander, { shelving }, 2)).toMatchObject({ outcome: 'stored' });
    expect(await steps(ranger, { verification: 'false' }, 3)).toMatchObject({ outcome: 'stored' });
    expect(await steps(commander, { closing: 'false-alarm' }, 4)).toMatchObject({ outcome: 'stored' });
    const body = await told();
    expect(body?.version).toBe(5);
    expect(alarmValues(body?.file ?? { entries: [] })).toEqual({
      ...{ assignee, shelving, verification: 'false', closing: 'false-alarm' },
    });
    expect(body?.file.entries.map(({ field, person }) => [field, person])).toEqual([
      ['assignee', commander.grant.person.id],
      ['shelving', commander.grant.person.id],
      ['verification', assignee],
      ['closing', commander.grant.person.id],
    ]);
  });

  it('of two who did not know of each other stand side by side', async () => {
    await steps(commander, { verification: 'confirmed' }, 1);
    await steps(other, { verification: 'false' }, 1);
    const states = async () => (await told())?.file.entries.map(({ value, state }) => [value, state]);
    expect(await states()).toEqual([
      ['confirmed', 'stands'],
      ['false', 'claim'],
    ]);
    await steps(other, { verification: 'false' }, 3);
    expect(await states()).toEqual([
      ['confirmed', 'past'],
      ['false', 'overruled'],
      ['false', 'stands'],
    ]);
  });

  it('that closes it without knowing what it has become stands beside it, and it stays open', async () => {
    await hub.database.query(`update alarm set version = 3, level = 'confirmed', file = $2 where id = $1`, [
      alarm,
      JSON.stringify({ entries: [], grown: 3 }),
    ]);
    await steps(commander, { verification: 'false', closing: 'false-alarm' }, 1);
    const { file = { entries: [] } } = (await told()) ?? {};
    expect(alarmValues(file)).toMatchObject({ verification: 'false', closing: null });
    expect(file).toMatchObject({ grown: 3, entries: [{ state: 'stands' }, { field: 'closing', state: 'claim' }] });
    await steps(other, { closing: 'false-alarm' }, 4);
    expect(alarmValues((await told())?.file ?? { entries: [] }).closing).toBe('false-alarm');
  });

  it.each([
    ['closes what burns and nobody verified', { closing: 'looked-into' }],
    ['changes nothing', {}],
    ['changes what there is not', { colour: 'red' }],
  ])('that %s is held, and the alarm stays as it is', async (_, changes) => {
    expect(await steps(commander, changes, 1)).toMatchObject({ outcome: 'held' });
    expect(await told()).toBeUndefined();
  });

  it('shelve for a day at most: what is shelved for longer is held, and says why', async () => {
    const shelving = (ms: number) => ({ shelving: { until: hub.clock.now() + ms, because: 'maintenance' } });
    const day = 86_400_000;
    expect(await steps(commander, shelving(day + 60_000), 1)).toMatchObject({ outcome: 'held' });
    expect(await told()).toBeUndefined();
    const [held] = await hub.database.query(
      "select held_because as why from event where outcome = 'held' order by received_at desc, seq desc limit 1",
    );
    expect(held).toEqual({ why: 'shelved-too-long' });
    expect(await steps(commander, shelving(day), 1)).toMatchObject({ outcome: 'stored' });
  });

  it('by a ranger may verify and no more', async () => {
    const assignee = ranger.grant.person.id;
    expect(await steps(ranger, { verification: 'false', assignee }, 1)).toMatchObject({ outcome: 'held' });
    expect(await steps(ranger, { verification: 'confirmed' }, 1)).toMatchObject({ outcome: 'stored' });
  });

  it('of an alarm nobody knows is held', async () => {
    const nobody = '01940000-0000-4000-8000-000000000000';
    expect(await steps(commander, { verification: 'false' }, 1, nobody)).toMatchObject({ outcome: 'held' });
  });

  it('end a fork of numbers, which nothing measured ever does', async () => {
    const fork = await anAlarm('message-fork');
    expect(await steps(commander, { closing: 'looked-into' }, 1, fork)).toMatchObject({ outcome: 'stored' });
    expect(await told(fork)).toMatchObject({ status: 'cleared', clearedAt: hub.clock.now() });
  });

  it('about an alarm that readings have superseded meanwhile are about the one in its place, too', async () => {
    const before = await anAlarm('smoke-high', alarm);
    expect(await steps(ranger, { verification: 'confirmed' }, 1, before)).toMatchObject({ outcome: 'stored' });
    expect(alarmValues((await told())?.file ?? { entries: [] }).verification).toBe('confirmed');
    await commander.push([await commander.record({ kind: 'acknowledgement', body: { alarm: before }, base: 1 })]);
    expect((await told())?.acknowledged?.person).toBe(commander.grant.person.id);
  });

  it('about a superseded alarm neither go over what stands in the one in its place nor close what nobody looked into', async () => {
    const old = await anAlarm('smoke-high', alarm);
    const [first, second] = [other.grant.person.id, ranger.grant.person.id];
    expect(await steps(other, { assignee: first }, 1)).toMatchObject({ outcome: 'stored' });
    expect(await steps(commander, { assignee: second, closing: 'false-alarm' }, 8, old)).toMatchObject({
      outcome: 'stored',
    });
    const { file = { entries: [] } } = (await told()) ?? {};
    expect(alarmValues(file)).toMatchObject({ assignee: first, closing: null });
    expect(file.entries.map(({ value, state }) => [value, state])).toEqual([
      [first, 'stands'],
      [second, 'claim'],
    ]);
  });
});
