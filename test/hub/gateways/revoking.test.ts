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

  it.each([
    [['no-such-gateway'], 'no such gateway'],
    [[], 'cannot read'],
    [['a', 'b'], 'cannot read'],
  ])('says what is wrong with %j', async (args, words) => {
    await expect((async () => command(...args))()).rejects.toThrow(words);
    expect(problems).toEqual([]);
  });
});
