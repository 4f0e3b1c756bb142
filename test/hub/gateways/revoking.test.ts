import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClosingStack } from '../../../src/hub/closing-stack.ts';
import { readConfig } from '../../../src/hub/config.ts';
import { enrolGateways } from '../../../src/hub/gateways/enrol-gateways.ts';
import { gatewayCommand } from '../../../src/hub/gateways/gateway-commands.ts';
import { simulatedStations } from '../../../src/hub/gateways/station-plan.ts';
import { type GatewayChannel, openGatewayChannel } from '../../../src/hub/open-gateway-channel.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asGateKeeper, asRanger } from '../../support/personas.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const secret = 'a secret of a gateway';

describe('npm run hub -- revoke-gateway', () => {
  let hub: HubUnderTest;
  let folder: string;
  let channel: GatewayChannel;
  const opened = new ClosingStack();
  const said: string[] = [];
  const problems: unknown[] = [];
  const stations = simulatedStations(2, 3);
  const [first, second] = stations.filter(({ kind }) => kind === 'gateway').map(({ id }) => id);
  beforeAll(async () => {
    hub = await aHub({}, null, Date.now());
    folder = await mkdtemp(join(tmpdir(), 'hulin-revoking-'));
    const secrets = new Map([first, second].map((id) => [id ?? '', secret]));
    await enrolGateways(hub.database, { secrets, stations, demonstration: true }, hub.clock.now());
    const { database, keys, clock, metrics } = hub;
    const leadership = { isLeader: () => false, onLeading: () => undefined, close: async () => undefined };
    const onProblem = (problem: unknown) => void problems.push(problem);
    channel = await openGatewayChannel({
      ...{ config: config(await freePort()), database, keys, clock, metrics, leadership, opened, onProblem },
    });
  });
  afterAll(async () => {
    await opened.closeAll();
    await hub.close();
    await rm(folder, { recursive: true });
  });

  const config = (mqttPort = 1) =>
    readConfig(
      {
        ...{ HULIN_DATA: join(folder, 'data'), HULIN_KEYS: hub.keyFolder, HULIN_DATABASE_URL: hub.databaseUrl },
        HULIN_MQTT_PORT: `${mqttPort}`,
      },
      folder,
    );
  const command = async (...args: string[]) =>
    (await gatewayCommand('revoke-gateway', args))(
      { root, config: config(), say: (line) => said.push(line) },
      hub.database,
    );
  const signIn = (id = '', password = secret) =>
    mqtt.connectAsync(channel.brokerUrl, { username: id, password, reconnectPeriod: 0 });
  const statuses = (id = '') =>
    hub.database
      .query<{ status: string }>('select distinct status from station where gateway = $1', [id])
      .then((rows) => rows.map(({ status }) => status));

  it('ends the gateway’s connection at a hub that serves, lets it in no more, and leaves others alone', async () => {
    await hub.database.query("update station set status = 'fine'");
    const [gone, stays] = [await signIn(first), await signIn(second)];
    const closed = new Promise<void>((resolve) => gone.once('close', resolve));
    expect(await command(first ?? '')).toBe(0);
    await closed;
    await expect(signIn(first)).rejects.toThrow();
    expect(stays.connected).toBe(true);
    expect([await statuses(first), await statuses(second)]).toEqual([['unknown'], ['fine']]);
    expect(said.at(-1)).toContain(`${first}: revoked`);
    const events = await hub.database.query<{ raw: string }>("select raw from event where kind = 'revocation'");
    expect(events.map(({ raw }) => (JSON.parse(raw) as { body: unknown }).body)).toEqual([{ gateway: first }]);
    expect(await command(first ?? '')).toBe(0);
    expect(said.at(-1)).toContain('was revoked before');
    stays.end(true);
  });

  it('is undone by an enrolment with another secret alone', async () => {
    const again = (password: string) =>
      enrolGateways(
        hub.database,
        { secrets: new Map([[first ?? '', password]]), stations: [], demonstration: true },
        hub.clock.now(),
      );
    await again(secret);
    await expect(signIn(first)).rejects.toThrow();
    await again('another secret of it');
    const back = await signIn(first, 'another secret of it');
    await back.publishAsync(`hulin/v1/${first}/state`, '{"online":true,"boot":1,"head":0}', { qos: 1 });
    await eventually(
      () => hub.database.query('select online from gateway where id = $1', [first]),
      ([row]) => row?.online === true,
    );
    back.end(true);
  });

  const revoke = (gateway: string, because = 'stolen') => ({ gateway, because });
  const told = async (id: string) =>
    (await (await asCommander(hub)).signIn().then((one) => one.pullAll())).findLast(
      ({ entity, key }) => entity === 'station' && key === id,
    )?.body;

  it('tells the desk of the firmware a gateway names, and whoever watches the hub how many there are of each', async () => {
    const gateway = await signIn(second);
    await gateway.publishAsync(`hulin/v1/${second}/state`, '{"online":true,"boot":1,"head":0,"fw":"1.4.2"}', {
      qos: 1,
    });
    await eventually(
      () => told(second ?? ''),
      (body) => (body as { firmware?: string }).firmware === '1.4.2',
    );
    hub.clock.pass(2000); // one state a second is written
    await gateway.publishAsync(`hulin/v1/${second}/state`, '{"online":false}', { qos: 1 });
    await eventually(
      () => hub.database.query('select online from gateway where id = $1', [second]),
      ([row]) => row?.online === false,
    );
    expect(await told(second ?? '')).toMatchObject({ firmware: '1.4.2', revoked: null });
    const { body } = await hub.app.inject('/metrics');
    expect(body).toContain('hulin_gateways{firmware="1.4.2"} 1\n');
    expect(body).toContain('hulin_gateways{firmware="unknown"} 1\n');
    gateway.end(true);
  });

  it('is a button for command alone: the connection ends, and who did it when and why is told and on the chain', async () => {
    const commander = await (await asCommander(hub)).signIn();
    for (const other of [await asRanger(hub), await asGateKeeper(hub)]) {
      const answer = await (await other.signIn()).ask('POST', '/api/v1/gateways/revocations', revoke(second ?? ''));
      expect(answer.json()).toMatchObject({ status: 403, code: 'not-allowed' });
    }
    const gone = await signIn(second);
    const closed = new Promise<void>((resolve) => gone.once('close', resolve));
    const ask = (body: object) => commander.ask('POST', '/api/v1/gateways/revocations', body);
    expect((await ask(revoke(second ?? '', 'I do not like it'))).json()).toMatchObject({ code: 'bad-input' });
    expect((await ask(revoke('no-such-gateway'))).json()).toMatchObject({ code: 'not-found' });
    expect((await ask(revoke(second ?? ''))).statusCode).toBe(204);
    await closed;
    const person = commander.grant.person.id;
    const revoked = { at: hub.clock.now(), person, because: 'stolen' };
    expect(await told(second ?? '')).toMatchObject({ status: 'unknown', revoked });
    const [event] = await hub.database.query<{ raw: string }>(
      "select raw from event where kind = 'revocation' order by seq desc limit 1",
    );
    expect(JSON.parse(event?.raw ?? '')).toMatchObject({ person, body: { gateway: second, because: 'stolen' } });
    expect((await ask(revoke(second ?? '', 'misused'))).statusCode).toBe(204);
    expect(await told(second ?? '')).toMatchObject({ revoked });
  });

  it('is told to be over once another secret admits the gateway again', async () => {
    const secrets = new Map([[second ?? '', 'yet another secret']]);
    await enrolGateways(hub.database, { secrets, stations: [], demonstration: true }, hub.clock.now());
    expect(await told(second ?? '')).toMatchObject({ revoked: null });
  });

  it.each([
    [['no-such-gateway'], 'no such gateway'],
    [[], 'cannot read'],
    [['a', 'b'], 'cannot read'],
  ])('says what is wrong with %j', async (args, words) => {
    await expect((async () => command(...args))()).rejects.toThrow(words);
    expect(problems).toEqual([]);
  });
});
