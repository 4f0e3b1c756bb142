import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCredentials } from '../../../device-sim/credentials.ts';
import { readConfig } from '../../../src/hub/config.ts';
import { gatewayCommand } from '../../../src/hub/gateways/gateway-commands.ts';
import { isSecret } from '../../../src/hub/mqtt/gateway-secret.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let fresh: FreshDatabase;
let folder: string;
let said: string[];
beforeEach(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'hulin-gateways-'));
  said = [];
});
afterEach(async () => {
  await fresh.drop();
  await rm(folder, { recursive: true });
});

/** As `npm run hub -- …` does, on a test's database, which keeps no promise a hub would need. */
async function command(name: string, ...args: string[]): Promise<number> {
  const config = readConfig({ HULIN_DATA: join(folder, 'data'), HULIN_DATABASE_URL: fresh.url }, folder);
  const work = await gatewayCommand(name, args);
  return work({ root, config, say: (line) => said.push(line) }, fresh.database);
}

const plan = [
  {
    id: 'gw-east',
    kind: 'gateway',
    gateway: 'gw-east',
    name: { zh: '东山网关', en: 'East' },
    lon: 122.1,
    lat: 37.4,
    heartbeatMs: 60_000,
  },
  {
    id: 'east-smoke-1',
    kind: 'smoke-sensor',
    gateway: 'gw-east',
    name: { zh: '东山烟感', en: 'East 1' },
    lon: 122.1,
    lat: 37.4,
    heartbeatMs: 60_000,
  },
];

describe('npm run hub -- enrol-gateways', () => {
  it('enrols what is written down, puts it on the map and writes the credentials for its owner alone; again keeps the secret', async () => {
    const [file, out] = [join(folder, 'plan.json'), join(folder, 'credentials.json')];
    await writeFile(file, JSON.stringify(plan));
    expect(await command('enrol-gateways', file, '--out', out)).toBe(0);
    const read = readCredentials(out);
    if (!read.ok) throw new Error(read.because);
    const [gateway] = read.credentials.gateways;
    expect([gateway?.id, gateway?.stations.map(({ id }) => id)]).toEqual(['gw-east', ['gw-east', 'east-smoke-1']]);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const [row] = await fresh.database.query<{ secretHash: string; secretSalt: string }>(
      'select secret_hash as "secretHash", secret_salt as "secretSalt" from gateway',
    );
    expect(row && (await isSecret(gateway?.secret ?? '', row))).toBe(true);
    const stations = await fresh.database.query('select id, demonstration from station order by id');
    expect(stations).toEqual([
      { id: 'east-smoke-1', demonstration: false },
      { id: 'gw-east', demonstration: false },
    ]);
    expect(await fresh.database.query(`select 1 as one from change where entity = 'station'`)).toHaveLength(2);
    await command('enrol-gateways', file, '--out', out);
    expect(readCredentials(out)).toEqual(read);
  });

  it('makes up gateways with sensors for a simulator', async () => {
    const out = join(folder, 'credentials.json');
    await command('enrol-gateways', '--simulated', '3', '--sensors', '4', '--out', out);
    const read = readCredentials(out);
    expect(read.ok && read.credentials.gateways.map(({ stations }) => stations.length)).toEqual([5, 5, 5]);
    expect(await fresh.database.query('select 1 as one from station where demonstration')).toHaveLength(15);
  });

  it.each([
    [['enrol-gateways'], 'cannot read'],
    [['enrol-gateways', 'a.json', '--simulated', '3', '--out', 'x'], 'cannot read'],
    [['enrol-gateways', '--simulated', 'many', '--out', 'x'], '--simulated'],
    [['enrol-gateways', 'no-such-file.json', '--out', 'x'], 'no-such-file.json'],
    [['mosquitto-config', 'x'], 'cannot read'],
  ])('%j is refused in one line', async ([name = '', ...args], words) => {
    await expect(command(name, ...args)).rejects.toThrow(words);
  });

  it('refuses a name of the hub’s own', async () => {
    const file = join(folder, 'plan.json');
    await writeFile(file, JSON.stringify(plan.map((one) => ({ ...one, gateway: 'hub' }))));
    await expect(command('enrol-gateways', file, '--out', join(folder, 'x'))).rejects.toThrow('gateway');
  });
});

describe('npm run hub -- mosquitto-config', () => {
  it('writes logins for the hub, the observer and every gateway that is not revoked, and keeps the hub’s password', async () => {
    const [out, place] = [join(folder, 'credentials.json'), join(folder, 'mosquitto')];
    await command('enrol-gateways', '--simulated', '2', '--sensors', '1', '--out', out);
    await command('mosquitto-config', place, '--credentials', out);
    const logins = async () =>
      (await readFile(join(place, 'passwords'), 'utf8')).split('\n').map((line) => line.split(':')[0]);
    expect((await logins()).toSorted()).toEqual(['', 'hub', 'observer', 'sim-0001', 'sim-0002']);
    const password = await readFile(join(place, 'hub-password'), 'utf8');
    expect(said.at(-1)).toContain(`mqtt://hub:${password.trim()}@`);
    await fresh.database.query(`update gateway set revoked_at = 1 where id = 'sim-0001'`);
    await command('mosquitto-config', place, '--credentials', out);
    expect(await logins()).not.toContain('sim-0001');
    expect(await readFile(join(place, 'hub-password'), 'utf8')).toBe(password);
    expect(await readFile(join(place, 'mosquitto.conf'), 'utf8')).toContain(`password_file ${place}/passwords`);
  });
});
