import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepIncidents } from '../../../src/hub/incidents/keep-incidents.ts';
import { watchIncidents } from '../../../src/hub/incidents/watch-incidents.ts';
import type { Queryable } from '../../../src/hub/ports.ts';
import { type IncidentStepBody, incidentSchema, type PulledIncident } from '../../../src/protocol/incident.ts';
import { fivePlaces } from '../../support/five-places.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { aPermitBody } from '../../support/some-permit.ts';
import { aSightingBody } from '../../support/some-sighting.ts';

const { lon, lat } = fivePlaces.deepInForest;
const nine = Date.parse('2027-01-15T09:00:00+08:00');

describe('incidents at the hub', { timeout: 90_000 }, () => {
  let hub: HubUnderTest;
  let commander: Persona;
  let ranger: Persona;
  beforeEach(async () => {
    hub = await aHub();
    commander = await (await asCommander(hub)).signIn();
    ranger = await (await asRanger(hub)).signIn();
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)",
    );
    for (const station of ['near', 'far']) {
      await hub.database.query(
        `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
         values ($1, 'gw', 'smoke-sensor', $1, $1, $2, $3, 60000, 0)`,
        [station, station === 'near' ? lon + 0.01 : lon + 0.4, lat],
      );
    }
  });
  afterEach(() => hub.close());

  /** An alarm row as the gateways' side writes it: opened so many minutes after nine, cleared as many later. */
  const anAlarm = async (opened: number, cleared: number | null, station = 'near'): Promise<string> => {
    const at = (minute: number) => nine + minute * 60_000;
    const [row] = await hub.database.query<{ id: string }>(
      `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value,
                          opening_measured_at, status, late, raised_at, cleared_at, closing_measured_at)
       values (gen_random_uuid(), $1, 'smoke-high', 'gw', 1, (select count(*) from alarm), 'smoke', 0.7, $2, $3, false, $2, $4, $4)
       returning id`,
      [station, at(opened), cleared === null ? 'raised' : 'cleared', cleared === null ? null : at(cleared)],
    );
    return row?.id ?? '';
  };
  const keep = () => keepIncidents(hub.database, hub.clock.now());
  const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
  const sees = async (writer = ranger, changes = {}): Promise<string> => {
    const event = await writer.record({ kind: 'sighting', body: aSightingBody(changes) });
    expect((await writer.push([event])).results).toMatchObject([{ outcome: 'stored' }]);
    return idOf(event);
  };
  const says = async (body: IncidentStepBody, writer = commander): Promise<[string, string]> => {
    const event = await writer.record({ kind: 'incident-step', body });
    const [result] = (await writer.push([event])).results;
    return [result?.outcome ?? '', idOf(event)];
  };
  /** How many rows the database gives to one folding. */
  const rowsRead = async (): Promise<number> => {
    let read = 0;
    const counted = {
      ...hub.database,
      transaction: <T>(work: (tx: Queryable) => Promise<T>) =>
        hub.database.transaction((tx) =>
          work({
            query: async <Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]) => {
              const rows = await tx.query<Row>(text, values);
              read += rows.length;
              return rows;
            },
          }),
        ),
    };
    await keepIncidents(counted, hub.clock.now());
    return read;
  };
  /** A decision of long ago as it lies in the store. */
  const laysDown = async (body: IncidentStepBody) => {
    await hub.database.query(
      `insert into incident_step (event, chain, seq, person, body, received_at)
       select gen_random_uuid(), chain, seq, person, $1, 0 from incident_step limit 1`,
      [JSON.stringify(body)],
    );
  };
  /** The newest state of every incident that a reader was told. */
  const told = async (reader = commander): Promise<PulledIncident[]> => {
    const changes = (await reader.pullAll()).filter(({ entity }) => entity === 'incident');
    const newest = new Map(changes.map(({ key, body }) => [key, v.parse(incidentSchema, body)]));
    return [...newest.values()];
  };
  const standing = async () => (await told()).filter(({ members }) => members.length > 0);

  it('are one for an alarm, a sighting and a report of the same fire, and command alone is told', async () => {
    const alarm = await anAlarm(50, null);
    const sighting = await sees();
    const report = await sees(commander, { source: 'citizen', aim: { bearingDegrees: 90, distanceMeters: 800 } });
    expect(await keep()).toBe(1);
    const [incident] = await told();
    expect(incident).toMatchObject({ id: alarm, version: 1, verdict: 'unverified', toAt: null, permit: null });
    expect(incident?.members.map(({ id }) => id)).toEqual([alarm, ...[sighting, report].toSorted()]);
    expect(await told(ranger)).toEqual([]);
  });

  it('are told once, and again only when something has changed', async () => {
    await anAlarm(50, null);
    expect([await keep(), await keep()]).toEqual([1, 0]);
    await hub.database.query("update alarm set status = 'cleared', cleared_at = $1, closing_measured_at = $1", [
      hub.clock.now(),
    ]);
    expect([await keep(), await keep()]).toEqual([1, 0]);
    expect(await told()).toMatchObject([{ version: 2, toAt: hub.clock.now() }]);
  });

  it('go on under an earlier sign that comes late, and say so', async () => {
    const first = await anAlarm(50, 55);
    await keep();
    const earlier = await anAlarm(10, 20);
    expect(await keep()).toBe(2);
    expect(await told()).toMatchObject([
      { id: earlier, members: [{ id: earlier }, { id: first }], successor: null },
      { id: first, members: [], successor: earlier },
    ]);
  });

  it('are what a ranger says of the alarm from the place', async () => {
    const alarm = await anAlarm(50, null);
    await keep();
    const event = await ranger.record({
      kind: 'alarm-step',
      body: { alarm, changes: { verification: 'confirmed' } },
      base: 1,
    });
    expect((await ranger.push([event])).results).toMatchObject([{ outcome: 'stored' }]);
    expect(await keep()).toBe(1);
    expect(await told()).toMatchObject([{ id: alarm, verdict: 'confirmed' }]);
  });

  it('keep what was found of them when late readings put another alarm in place of theirs', async () => {
    const first = await anAlarm(50, 55);
    await keep();
    expect(await says({ deed: 'verify', members: [first], verdict: 'confirmed' })).toMatchObject({ 0: 'stored' });
    await keep();
    const earlier = await anAlarm(48, 55);
    await hub.database.query("update alarm set status = 'superseded', superseded_by = $2 where id = $1", [
      first,
      earlier,
    ]);
    await keep();
    expect(await told()).toMatchObject([
      { id: earlier, members: [{ id: earlier }], verdict: 'confirmed', successor: null },
      { id: first, members: [], successor: earlier },
    ]);
  });

  it('are explained by a permit, and not any more once it is withdrawn', async () => {
    await anAlarm(70, 80);
    const permit = await commander.record({ kind: 'permit', body: aPermitBody() });
    await commander.push([permit]);
    await keep();
    expect(await told()).toMatchObject([{ permit: idOf(permit) }]);
    const withdrawal = { kind: 'permit-withdrawal', body: { permit: idOf(permit), reason: '大风' }, base: 1 };
    await commander.push([await commander.record(withdrawal)]);
    await keep();
    expect(await told()).toMatchObject([{ permit: null }]);
  });

  it('are verified, split, merged and all that undone by command, with who and when', async () => {
    const [one, other, third] = [await anAlarm(50, 51), await anAlarm(52, 53), await anAlarm(54, 55, 'far')];
    const [outcome, split] = await says({ deed: 'split', these: [other], those: [one] });
    expect(outcome).toBe('stored');
    await keep();
    expect((await standing()).map(({ members }) => members.map(({ id }) => id))).toEqual([[one], [other], [third]]);
    hub.clock.pass(60_000);
    await says({ deed: 'merge', these: [other], those: [third] });
    await says({ deed: 'verify', members: [other, third], verdict: 'false' });
    await says({ deed: 'undo', step: split });
    await keep();
    const [whole, ...rest] = await standing();
    expect(rest).toEqual([]);
    expect(whole?.members.map(({ id }) => id)).toEqual([one, other, third]);
    expect(whole?.verdict).toBe('unverified');
    const person = commander.grant.person.id;
    expect(whole?.steps).toMatchObject([
      { event: split, person, at: hub.clock.now() - 60_000, said: { deed: 'split' }, isUndone: true },
      { person, at: hub.clock.now(), said: { deed: 'merge' }, isUndone: false },
      { said: { deed: 'verify', verdict: 'false' }, isUndone: false },
      { said: { deed: 'undo', step: split }, isUndone: false },
    ]);
  });

  it('are no matter of rangers, and nothing is decided about what is not known', async () => {
    const alarm = await anAlarm(50, 51);
    const verify: IncidentStepBody = { deed: 'verify', members: [alarm], verdict: 'false' };
    expect((await says(verify, ranger))[0]).toBe('held');
    expect((await says({ ...verify, members: ['01940000-0000-7000-8000-000000000000'] }))[0]).toBe('held');
    await keep();
    expect(await told()).toMatchObject([{ verdict: 'unverified', steps: [] }]);
  });

  it('lose a sighting that was taken back', async () => {
    const sighting = await sees();
    await keep();
    await ranger.push([await ranger.record({ kind: 'voiding', body: { about: sighting, reason: 'mistaken' } })]);
    await keep();
    expect(await told()).toMatchObject([{ id: sighting, members: [], successor: null }]);
  });

  it('leave out an alarm that readings of before have superseded', async () => {
    const alarm = await anAlarm(50, 55);
    await keep();
    await hub.database.query("update alarm set status = 'superseded'");
    await keep();
    expect(await told()).toMatchObject([{ id: alarm, members: [], successor: null }]);
  });

  it('leave what was over long ago as it was told', async () => {
    await anAlarm(10, 20);
    await keep();
    hub.clock.pass(46 * 86_400_000);
    const later = await anAlarm(46 * 1_440, null);
    expect(await keep()).toBe(1);
    await commander.signIn();
    expect((await standing()).map(({ id }) => id)).toContain(later);
    expect(await standing()).toHaveLength(2);
  });

  it('cost what there is now: decisions and superseded alarms of years are not read again', async () => {
    const [first, other] = [await anAlarm(50, 51), await anAlarm(52, 53)];
    const [, merged] = await says({ deed: 'merge', these: [first], those: [other] });
    await says({ deed: 'undo', step: merged });
    await hub.database.query("update alarm set status = 'superseded', superseded_by = $2 where id = $1", [
      first,
      other,
    ]);
    await keep();
    const before = await rowsRead();
    await hub.database.query(
      `insert into alarm (id, station, rule, opening_gateway, opening_boot, opening_seq, opening_name, opening_value,
                          opening_measured_at, status, late, raised_at, cleared_at, closing_measured_at, superseded_by)
       select gen_random_uuid(), 'near', 'co-high', 'gw', 2, n, 'co', 9, n, 'superseded', false, n, n, n, gen_random_uuid()
         from generate_series(1, 40) as n`,
    );
    for (let past = 0; past < 40; past += 1)
      await laysDown({ deed: 'verify', members: [randomUUID()], verdict: 'false' });
    expect(await rowsRead()).toBe(before);
    expect((await standing()).map(({ id, steps }) => [id, steps.length])).toEqual([[other, 2]]);
  });

  it('follow by themselves when something comes in', async () => {
    const problems: unknown[] = [];
    const { database, clock } = hub;
    const watching = await watchIncidents({ database, clock, onProblem: (problem) => problems.push(problem) });
    const sighting = await sees();
    await expect.poll(async () => (await standing()).map(({ id }) => id), { timeout: 20_000 }).toEqual([sighting]);
    await says({ deed: 'verify', members: [sighting], verdict: 'confirmed' });
    await expect.poll(async () => (await standing())[0]?.verdict, { timeout: 20_000 }).toBe('confirmed');
    await watching.close();
    expect(problems).toEqual([]);
  });
});
