import { afterAll, beforeAll, expect, it } from 'vitest';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asGateKeeper, type Persona } from '../../support/personas.ts';

const nine = Date.parse('2027-01-15T09:00:00+08:00');

let hub: HubUnderTest;
let commander: Persona;
beforeAll(async () => {
  hub = await aHub();
  commander = await (await asCommander(hub)).signIn();
  await hub.database.query("insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)");
  await hub.database.query(
    `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
     values ('gate', 'gw', 'gate', '卡口', 'gate', 122, 37, 60000, 0)`,
  );
});
afterAll(() => hub.close());

/** One message of the counter: a class, and how many of it went in and out, once for each pack. */
async function measures(seq: number, at: number, packs: readonly (readonly [string, number, number])[]): Promise<void> {
  await hub.database.query(
    `insert into message (gateway, boot, seq, hash, leaf, sent_at, received_at, history) values ('gw', 1, $1, '', 'tel', $2, $2, false)`,
    [seq, at],
  );
  const rows = packs.flatMap(([kind, into, out]) => [
    { name: 'class', text: kind, number: null },
    { name: 'in', text: null, number: into },
    { name: 'out', text: null, number: out },
  ]);
  for (const [ordinal, { name, text, number }] of rows.entries()) {
    await hub.database.query(
      `insert into reading (gateway, boot, seq, ordinal, station, name, number, text, measured_at, sent_at, received_at, history)
       values ('gw', 1, $1, $2, 'gate', $3, $4, $5, $6, $6, $6, false)`,
      [seq, ordinal, name, number, text, at],
    );
  }
}

it('tells command what a gate’s counter measured, by class, late readings in their place', async () => {
  await measures(2, nine + 60_000, [
    ['car', 2, 0],
    ['truck', 0, 1],
  ]);
  await measures(1, nine, [['hovercraft', 1, 0]]);
  await measures(3, nine + 7_200_000, [['car', 5, 5]]);
  const answer = await commander.ask('GET', `/api/v1/passages?gate=gate&from=${nine}&to=${nine + 3_600_000}`);
  expect(answer.json()).toEqual({
    ...{ v: 1, gate: 'gate', from: nine, to: nine + 3_600_000, isCut: false },
    passages: [
      { at: nine, direction: 'in', class: null, count: 1 },
      { at: nine + 60_000, direction: 'in', class: 'car', count: 2 },
      { at: nine + 60_000, direction: 'out', class: 'truck', count: 1 },
    ],
  });
});

it('tells nobody else, and nothing of what is no gate', async () => {
  const keeper = await (await asGateKeeper(hub)).signIn();
  expect((await keeper.ask('GET', '/api/v1/passages?gate=gate&from=0&to=1')).statusCode).toBe(403);
  expect((await commander.ask('GET', '/api/v1/passages?gate=gone&from=0&to=1')).statusCode).toBe(404);
  expect((await commander.ask('GET', '/api/v1/passages?gate=gate&from=1&to=1')).statusCode).toBe(400);
});
