import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { Gate } from '../../device-sim/gate.ts';
import { readArguments } from '../../device-sim/read-arguments.ts';
import { runSimulator } from '../../device-sim/run-simulator.ts';
import { scenarios } from '../../device-sim/scenarios.ts';
import { seededRandom } from '../../device-sim/seeded-random.ts';
import { SmokeSensor } from '../../device-sim/smoke-sensor.ts';
import { senmlRecordSchema } from '../../src/protocol/telemetry.ts';

const sensors = ['lk-smoke-01', 'lk-smoke-02', 'ky-smoke-01', 'wd-smoke-01'];

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
        ...{ credentials: 'f/credentials.json', journal: 'f/journal' },
      },
    });
  });

  it('asking for more than the credentials have are refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hulin-sim-'));
    const run = (...args: string[]) => runSimulator(['quiet', ...args], { folder, say: () => {} });
    expect(run()).toMatchObject({ ok: false, because: expect.stringContaining('cannot read credentials') });
    const gateways = [{ id: 'gw-a', secret: 's', stations: [{ id: 'a', kind: 'smoke-sensor', heartbeatMs: 1000 }] }];
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ url: 'mqtt://127.0.0.1:1', gateways }));
    expect(run('--gateways', '2')).toEqual({ ok: false, because: '--gateways 2: the credentials file has 1' });
    expect(run('--sensors', '2')).toMatchObject({ ok: false, because: expect.stringContaining('--sensors 2') });
    rmSync(folder, { recursive: true });
  });
});

describe('the scenario smoulder', () => {
  it('is the same for the same seed, and another seed finds another sensor', () => {
    const chosen = (seed: number) => scenarios.smoulder(seed, sensors).sensor;
    expect(chosen(3)).toBe(chosen(3));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => chosen(seed)))).toEqual(new Set(sensors));
  });

  it.each([1, 2, 3, 4, 5])('with seed %i raises once, clears once and then dies, on one sensor', (seed) => {
    const scenario = scenarios.smoulder(seed, sensors);
    for (const id of sensors) {
      const sensor = new SmokeSensor(id, seededRandom(seed, id));
      const changes: string[] = [];
      let raised = false;
      for (let atMs = 0; atMs < 200_000; atMs += 5000) {
        const { smoke, alive } = scenario.condition(id, atMs);
        if (!alive) {
          changes.push('dead');
          break;
        }
        const { e, alarm } = sensor.measure({ smoke }, 1_790_000_000 + atMs / 1000, 12);
        const value = e.find(({ n }) => n === 'smoke')?.v ?? 0;
        if (!raised && value >= 0.5) changes.push('raised');
        if (raised && value <= 0.3) changes.push('cleared');
        raised = raised ? value > 0.3 : value >= 0.5;
        expect(alarm).toBeNull();
      }
      expect(changes).toEqual(id === scenario.sensor ? ['raised', 'cleared', 'dead'] : []);
    }
  });
});

describe('the stations', () => {
  it('report what the contract lists, the same for the same seed', () => {
    const reports = (seed: number) => {
      const sensor = new SmokeSensor('s', seededRandom(seed, 's'));
      const gate = new Gate('g', seededRandom(seed, 'g'));
      return [sensor.measure({ smoke: 0.4 }, 1_790_000_000, 12).e, ...gate.report(900_000, 1_790_000_000, 12)];
    };
    expect(reports(5)).toEqual(reports(5));
    expect(reports(5)).not.toEqual(reports(6));
    const records = reports(5).flat();
    for (const record of records) parse(senmlRecordSchema, record);
    const names = new Set(records.map(({ n }) => n));
    const wanted = [
      'pm2_5',
      'co',
      'temperature',
      'humidity',
      'battery',
      'smoke',
      'barrier',
      'tamper',
      'class',
      'in',
      'out',
    ];
    expect(names).toEqual(new Set(wanted));
  });

  it('raise their own alarm only far above the hub’s limit', () => {
    const sensor = new SmokeSensor('s', seededRandom(1, 's'));
    const alarms = [0.1, 0.75, 1, 1, 0.7, 0.1].map((smoke) => sensor.measure({ smoke }, 1, 12).alarm);
    expect(alarms).toEqual([null, null, true, null, null, false]);
  });
});
