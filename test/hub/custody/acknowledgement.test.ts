import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alarmSchema } from '../../../src/protocol/pull.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

describe('an acknowledgement', () => {
  let hub: HubUnderTest;
  let commander: Persona;
  let alarm: string;
  beforeAll(async () => {
    hub = await aHub();
    commander = await (await asCommander(hub)).signIn();
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)",
    );
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
       values ('lk-smoke-03', 'gw', 'smoke-sensor', '烟感三号', 'Smoke 3', 122.1, 37.2, 60000, 0)`,
    );
  });
  afterAll(() => hub.close());
  beforeEach(async () => {
    const [row] = await hub.database.query<{ id: string }>(
      `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value, opening_measured_at, status, late, raised_at)
       values (gen_random_uuid(), 'lk-smoke-03', 'smoke-high', 'gw', 1, (select count(*) from alarm), 'smoke', 0.7, 0, 'cleared', false, 1) returning id`,
    );
    alarm = row?.id ?? '';
  });

  const alarmsPulled = async () => {
    const changes = await commander.pullAll();
    return changes
      .filter(({ entity, key }) => entity === 'alarm' && key === alarm)
      .map(({ body }) => v.parse(alarmSchema, body));
  };

  it('by an officer stands on the alarm, in the same transaction', async () => {
    const event = await commander.record({ kind: 'acknowledgement', body: { alarm }, base: 1 });
    expect((await commander.push([event])).results).toMatchObject([{ outcome: 'stored' }]);
    const { id } = JSON.parse(event.raw) as { id: string };
    const acknowledged = { person: commander.grant.person.id, event: id, at: hub.clock.now() };
    expect(await alarmsPulled()).toMatchObject([{ id: alarm, version: 2, lon: 122.1, lat: 37.2, acknowledged }]);
  });

  it('repeated, or by a second officer, changes nothing more', async () => {
    const second = await asCommander(hub);
    const draft = { kind: 'acknowledgement', body: { alarm }, base: 1 };
    await commander.push(await commander.records(2, draft));
    expect((await second.push([await second.record(draft)])).results).toMatchObject([{ outcome: 'stored' }]);
    expect((await alarmsPulled()).map(({ version }) => version)).toEqual([2]);
  });

  it('of an alarm nobody knows is held', async () => {
    const event = await commander.record({
      kind: 'acknowledgement',
      body: { alarm: '01940000-0000-4000-8000-000000000000' },
    });
    expect((await commander.push([event])).results).toMatchObject([{ outcome: 'held' }]);
  });

  it('by a ranger is held and the alarm stays as it is', async () => {
    const ranger = await asRanger(hub);
    const { results } = await ranger.push([await ranger.record({ kind: 'acknowledgement', body: { alarm } })]);
    expect(results).toMatchObject([{ outcome: 'held' }]);
    expect(await alarmsPulled()).toEqual([]);
  });
});
