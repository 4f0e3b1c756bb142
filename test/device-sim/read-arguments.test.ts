import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asksForHelp, readArguments, usage } from '../../device-sim/read-arguments.ts';
import { runSimulator } from '../../device-sim/run-simulator.ts';

describe('the arguments of the simulator', () => {
  it.each([
    [[], 'which scenario'],
    [['fire'], "unknown scenario 'fire'"],
    [['quiet', 'smoulder'], 'one scenario only'],
    [['quiet', '--rate', '0'], '--rate'],
    [['quiet', '--rate', 'fast'], '--rate'],
    [['quiet', '--gateways', '0'], '--gateways'],
    [['quiet', '--sensors', '1.5'], '--sensors'],
    [['quiet', '--seed', '-1'], '--seed'],
    [['quiet', '--seed='], '--seed'],
    [['quiet', '--url', 'http://x'], '--url'],
    [['quiet', '--loud'], '--loud'],
  ])('%j are refused in one line', (args, words) => {
    const answer = readArguments(args, 'somewhere');
    expect(answer).toMatchObject({ ok: false, because: expect.stringContaining(words) });
    expect(answer.ok ? '' : answer.because).not.toContain('\n');
  });

  it('are told to whoever asks, every one of them', () => {
    expect([asksForHelp(['--help']), asksForHelp(['quiet', '-h']), asksForHelp(['quiet'])]).toEqual([
      true,
      true,
      false,
    ]);
    const options = ['gateways', 'sensors', 'rate', 'seed', 'url', 'credentials', 'journal', 'certificates'];
    expect(options.filter((name) => !usage.includes(`--${name} `))).toEqual([]);
    expect(usage).toContain('dead-battery');
  });

  it('are read whole, with their defaults', () => {
    const args = [
      'smoulder',
      '--gateways',
      '2',
      '--sensors',
      '3',
      '--rate',
      '2.5',
      '--seed',
      '9',
      '--url',
      'mqtt://h:1',
    ];
    expect(readArguments(args, 'f')).toEqual({
      ok: true,
      value: {
        ...{ scenario: 'smoulder', gateways: 2, sensors: 3, rate: 2.5, seed: 9, url: 'mqtt://h:1' },
        ...{ credentials: 'f/credentials.json', journal: 'f/journal', certificates: null },
      },
    });
  });

  it('asking for more than the credentials have are refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hulin-sim-'));
    const run = (...args: string[]) => runSimulator(['quiet', ...args], { folder, say: () => {} });
    expect(run()).toMatchObject({ ok: false, because: expect.stringContaining('cannot read credentials') });
    const gateways = [{ id: 'gw-a', secret: 's', stations: [{ id: 'a', kind: 'smoke-sensor', heartbeatMs: 1000 }] }];
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ url: 'mqtt://127.0.0.1:1', gateways }));
    expect(run('--gateways', '2')).toEqual({
      ok: false,
      because: expect.stringMatching(/^--gateways 2: the credentials file has 1; npm run hub -- enrol-gateways /),
    });
    const certificates = expect.stringMatching(/cannot read certificates: .*ca\.crt/);
    expect(run('--certificates', folder)).toEqual({ ok: false, because: certificates });
    expect(run('--sensors', '2')).toMatchObject({ ok: false, because: expect.stringContaining('--sensors 2') });
    rmSync(folder, { recursive: true });
  });
});
