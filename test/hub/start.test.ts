import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lackingNode } from '../../src/hub/start/lacking-node.mjs';
import { openDatabase } from '../../src/hub/store/database.ts';
import { freePort } from '../support/free-port.ts';
import { buildOnce, type HubProcess, startHub } from '../support/hub-process.ts';
import { runProgram } from '../support/run-start.ts';

// Each of these starts a hub of its own.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 180_000 });

const root = new URL('../..', import.meta.url).pathname;

/** An ended process may stay listed until its parent takes notice of it (state Z). */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

function parentOf(pid: number): number {
  return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}

function simulatorsOf(folder: string): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes('--sim') && line.includes(folder));
  return lines.map((line) => Number.parseInt(line, 10));
}

async function postmasterOf(folder: string): Promise<number> {
  return Number((await readFile(`${folder}/postgres/cluster/postmaster.pid`, 'utf8')).split('\n')[0]);
}

async function askDatabase(
  folder: string,
): Promise<{ epoch: string; people: number; stations: number; messages: number }> {
  const database = await openDatabase(`postgres://hulin@${encodeURIComponent(`${folder}/postgres`)}:5432/hulin`);
  const [row] = await database.query<{ epoch: string; people: number; stations: number; messages: number }>(
    `select epoch, (select count(*) from person) as people, (select count(*) from station) as stations,
            (select count(*) from message) as messages from hub`,
  );
  await database.close();
  if (!row) throw new Error('no hub in the database');
  return row;
}

describe('the demonstration', () => {
  let hub: HubProcess;
  beforeAll(async () => {
    hub = await startHub({ scenario: 'quiet', isFirstStart: true });
  });
  afterAll(() => hub.dispose());

  it('prints one enrolment link for each role, and serves', async () => {
    const links = hub.links();
    expect(Object.keys(links)).toEqual(['administrator', 'commander', 'gate-keeper', 'ranger']);
    for (const link of Object.values(links)) {
      expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#enrol=[\w-]{22}&hub=[\w-]{43}$/);
    }
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
  });

  it('has three gateways, twelve smoke sensors and three gates that report', async () => {
    expect((await askDatabase(hub.dataFolder)).stations).toBe(18);
    await expect.poll(async () => (await askDatabase(hub.dataFolder)).messages, { timeout: 80_000 }).toBeGreaterThan(0);
  });

  it('shows the printed observer login what the gateways say', async () => {
    const { username = '', password = '' } = hub.observer() ?? {};
    const login = ['-h', '127.0.0.1', '-p', String(hub.mqttPort), '-u', username, '-P', password];
    const heard = spawnSync('mosquitto_sub', [...login, '-t', 'hulin/v1/+/state', '-C', '3', '-W', '30'], {
      encoding: 'utf8',
    });
    const states = heard.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { online: boolean });
    expect(states.map(({ online }) => online)).toEqual([true, true, true]);
  });

  it('keeps its data when it is killed and started again, with one simulator and one database', async () => {
    const before = await askDatabase(hub.dataFolder);
    const postmaster = await postmasterOf(hub.dataFolder);
    expect(await hub.kill('SIGKILL')).toBe('SIGKILL');
    await hub.restart();
    const after = await askDatabase(hub.dataFolder);
    expect(after).toMatchObject({ epoch: before.epoch, stations: 18, people: before.people + 4 });
    expect(after.messages).toBeGreaterThanOrEqual(before.messages);
    expect(isAlive(postmaster)).toBe(false);
    await expect.poll(() => simulatorsOf(hub.dataFolder)).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops everything on %s', async (signal) => {
    if (!isAlive(hub.pid())) await hub.restart();
    const postmaster = await postmasterOf(hub.dataFolder);
    await expect.poll(() => simulatorsOf(hub.dataFolder)).toHaveLength(1);
    const ended = hub.kill(signal);
    await sleep(30);
    await hub.kill(signal); // a second one, amid the stopping, changes nothing
    expect(await ended).toBe(0);
    expect(hub.stderr()).not.toContain('good order');
    expect(isAlive(postmaster)).toBe(false);
    expect(simulatorsOf(hub.dataFolder)).toEqual([]);
  });
});

describe('a hub told to stop while it starts', () => {
  it.each(['cluster.new', 'cluster/postmaster.pid'])('stops with all it has started: at %s', async (sign) => {
    await buildOnce();
    const folder = await mkdtemp('/tmp/hulin-start-');
    await chmod(folder, 0o755);
    const env = { HULIN_DATA: folder, HULIN_PORT: `${await freePort()}`, HULIN_MQTT_PORT: `${await freePort()}` };
    const run = runProgram('src/hub/start.mjs', ['quiet', '--as-built'], env);
    await expect.poll(() => existsSync(`${folder}/postgres/${sign}`), { timeout: 80_000, interval: 5 }).toBe(true);
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(run.stderr()).toBe('');
    expect(existsSync(`${folder}/postgres/cluster/postmaster.pid`)).toBe(false);
    await rm(folder, { recursive: true });
  });
});

describe('a hub for production', () => {
  let hub: HubProcess;
  beforeAll(async () => {
    hub = await startHub({ mode: 'production', tampered: true, isFirstStart: true });
  });
  afterAll(() => hub.dispose());

  it('has one link, for an administrator, and no demonstration', async () => {
    expect(Object.keys(hub.links())).toEqual(['administrator']);
    expect(hub.observer()).toBeNull();
    expect((await askDatabase(hub.dataFolder)).stations).toBe(0);
  });

  it('logs structured lines', () => {
    const lines = hub
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) as number });
  });
});

describe('a hub whose starter is killed', () => {
  const throughNode = `require('node:child_process').spawn(process.execPath, ['src/hub/start.mjs', 'none', '--as-built', '--with-parent'], { stdio: 'inherit' })`;

  it.each<[string, string, string[]]>([
    ['npm, which has a shell between', 'npm', ['start', '--', 'none', '--as-built']],
    ['a program of its own', process.execPath, ['--eval', throughNode]],
  ])('stops with its database: %s', async (_, command, args) => {
    await buildOnce();
    const folder = await mkdtemp('/tmp/hulin-start-');
    await chmod(folder, 0o755);
    const ports = { HULIN_PORT: `${await freePort()}`, HULIN_MQTT_PORT: `${await freePort()}` };
    const { HULIN_TEST_DATABASE_URL: _unused, ...around } = process.env;
    const env = { ...around, ...ports, HULIN_DATA: folder };
    const starter = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    starter.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said, { timeout: 60_000 }).toContain('is at http');
    const postmaster = await postmasterOf(folder);
    const hub = parentOf(postmaster);
    expect(isAlive(hub)).toBe(true);
    starter.kill('SIGKILL');
    await expect.poll(() => isAlive(hub), { timeout: 60_000 }).toBe(false);
    expect(isAlive(postmaster)).toBe(false);
    await rm(folder, { recursive: true });
  });
});

describe('what is at fault outside is said in one line', () => {
  let busy: Server;
  let busyPort: string;
  let folder: string;
  beforeAll(async () => {
    await buildOnce();
    folder = await mkdtemp('/tmp/hulin-start-');
    busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    busyPort = String(typeof address === 'object' && address ? address.port : 0);
  });
  afterAll(async () => {
    busy.close();
    await rm(folder, { recursive: true });
  });

  const fails = async (args: string[], env: Record<string, string>) => {
    const ports = { HULIN_PORT: `${await freePort()}`, HULIN_MQTT_PORT: `${await freePort()}` };
    const run = runProgram('src/hub/start.mjs', [...args, '--as-built'], {
      HULIN_DATA: `${folder}/data`,
      ...ports,
      ...env,
    });
    const code = await run.ended;
    return { code, lines: run.stderr().trimEnd().split('\n') };
  };

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown variable', [], { HULIN_PROT: '1' }, /^hulin: HULIN_PROT is not a variable/],
    ['a bad value', [], { HULIN_PORT: 'eighty' }, /^hulin: HULIN_PORT must be a port/],
    ['an unknown argument', ['inferno'], {}, /^hulin: unknown argument inferno/],
    [
      'a folder that cannot be written',
      [],
      { HULIN_DATA: '/dev/null/hulin' },
      /^hulin: HULIN_DATA: cannot write in \/dev\/null\/hulin \(ENOTDIR\)$/,
    ],
    [
      'a database out of reach',
      [],
      { HULIN_DATABASE_URL: 'postgres://u:hush@127.0.0.1:9/d' },
      /^hulin: HULIN_DATABASE_URL: .*\(ECONNREFUSED\)$/,
    ],
    [
      'an address of another machine',
      [],
      { HULIN_HOST: '192.0.2.1' },
      /^hulin: HULIN_HOST: cannot listen at 192\.0\.2\.1/,
    ],
  ])('%s', async (_, args, env, line) => {
    const { code, lines } = await fails(args, env);
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect(code).toBe(1);
  });

  it('nothing, when asked how it is used', async () => {
    const run = runProgram('src/hub/start.mjs', ['--production', '--help', '--as-built'], {});
    expect(await run.ended).toBe(0);
    expect([run.stdout(), run.stderr()]).toEqual([expect.stringContaining('npm run hub -- backup FILE'), '']);
  });

  it('a port in use', async () => {
    const { code, lines } = await fails([], { HULIN_PORT: busyPort });
    expect(lines).toEqual([`hulin: HULIN_PORT: port ${busyPort} of 127.0.0.1 is in use`]);
    expect(code).toBe(1);
  });

  it("a port in use by somebody else for the gateways' broker", async () => {
    const { lines } = await fails([], { HULIN_MQTT_PORT: busyPort });
    expect(lines).toEqual([`hulin: HULIN_MQTT_PORT: port ${busyPort} of 127.0.0.1 is in use`]);
  });

  it.each([
    ['18.20.8', 'needs Node 20.19 or later; this is 18.20.8'],
    ['20.18.3', 'needs Node 20.19 or later; this is 20.18.3'],
    ['20.19.0', null],
    ['24.1.0', null],
  ])('Node %s', (version, said) => {
    expect(lackingNode(root, version)).toBe(said);
  });
});
