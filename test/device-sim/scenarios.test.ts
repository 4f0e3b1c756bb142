import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { Gate } from '../../device-sim/gate.ts';
import { type Scenario, type Site, scenarios } from '../../device-sim/scenarios.ts';
import { seededRandom } from '../../device-sim/seeded-random.ts';
import { SmokeSensor } from '../../device-sim/smoke-sensor.ts';
import { demoScenarios } from '../../src/hub/demo/demo-scenarios.ts';
import { demoStations } from '../../src/hub/demo/stations.ts';
import { senmlRecordSchema } from '../../src/protocol/telemetry.ts';

const site: Site = {
  gateways: demoStations.filter(({ kind }) => kind === 'gateway').map(({ id }) => id),
  sensors: demoStations.filter(({ kind }) => kind === 'smoke-sensor'),
};
const sensors = site.sensors.map(({ id }) => id);
const seeds = [1, 2, 3, 4, 5];

/** What every sensor reports every five seconds of a scenario: one quantity, null when silent. */
function reported(scenario: Scenario, id: string, name: string, untilMs = 300_000): (number | null)[] {
  const sensor = new SmokeSensor(id, seededRandom(1, id));
  return Array.from({ length: untilMs / 5000 }, (_, index) => {
    const { alive, ...air } = scenario.condition(id, index * 5000);
    const value = sensor.measure(air, 12).e.find(({ n }) => n === name)?.v ?? null;
    return alive ? value : null;
  });
}

const most = (values: (number | null)[]) => Math.max(...values.map((value) => value ?? 0));

it('npm start knows every scenario of the simulator', () => {
  expect(demoScenarios).toEqual([...Object.keys(scenarios), 'none']);
});

describe.each(Object.entries(scenarios))('the scenario %s', (_name, make) => {
  it('is the same for the same seed and a different one for some other', () => {
    const told = (seed: number) => {
      const { chosen, condition } = make(seed, site);
      return JSON.stringify([chosen, sensors.map((id) => [condition(id, 100_000), condition(id, -302_400_000)])]);
    };
    expect(told(3)).toBe(told(3));
    const kinds = new Set(Array.from({ length: 30 }, (_, seed) => told(seed))).size;
    const isAboutSomebody = make(1, site).chosen !== null || _name === 'running-fire';
    expect(kinds > 1).toBe(isAboutSomebody);
  });
});

describe('quiet', () => {
  it('shows nothing at any sensor', () => {
    for (const id of sensors) expect(most(reported(scenarios.quiet(), id, 'smoke'))).toBeLessThan(0.2);
  });
});

describe('smoulder', () => {
  it.each(seeds)('with seed %i raises once, clears once and then dies, on one sensor', (seed) => {
    const scenario = scenarios.smoulder(seed, site);
    for (const id of sensors) {
      const changes: string[] = [];
      let raised = false;
      for (const value of reported(scenario, id, 'smoke', 200_000)) {
        if (value === null && changes.at(-1) !== 'dead') changes.push('dead');
        if (value !== null && !raised && value >= 0.5) changes.push('raised');
        if (value !== null && raised && value <= 0.3) changes.push('cleared');
        raised = (value ?? 0) > (raised ? 0.3 : 0.4999);
      }
      expect(changes).toEqual(id === scenario.chosen ? ['raised', 'cleared', 'dead'] : []);
    }
  });
});

describe('running-fire', () => {
  it.each(seeds)(
    'with seed %i crosses one hill, sensor after sensor, the one upwind first, and leaves them burnt',
    (seed) => {
      const scenario = scenarios['running-fire'](seed, site);
      const raisedAt = new Map<string, number>();
      for (const id of sensors) {
        const values = reported(scenario, id, 'smoke');
        const at = values.findIndex((value) => (value ?? 0) >= 0.5);
        if (at >= 0) raisedAt.set(id, at * 5);
        expect(values.at(-1) === null).toBe(at >= 0);
      }
      const hill = [...raisedAt.keys()].map((id) => id.slice(0, 2));
      expect([new Set(hill).size, hill.length]).toEqual([1, 4]);
      const times = [...raisedAt.values()].toSorted((a, b) => a - b);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(120);
      expect(isAlongOneDirection(raisedAt)).toBe(true);
    },
  );

  it('brings gas and warmth with its smoke, unlike dust', () => {
    const scenario = scenarios['running-fire'](1, site);
    const burnt = sensors.find((id) => most(reported(scenario, id, 'smoke')) > 0.9) ?? '';
    expect(most(reported(scenario, burnt, 'co'))).toBeGreaterThan(20);
  });
});

/** Some bearing of the wind explains the order in which places were reached. */
function isAlongOneDirection(reachedAt: ReadonlyMap<string, number>): boolean {
  const places = site.sensors.filter(({ id }) => reachedAt.has(id));
  return Array.from({ length: 360 }, (_, degree) => (degree * Math.PI) / 180).some((bearing) => {
    const along = places.map(({ id, lon = 0, lat = 0 }) => ({
      at: reachedAt.get(id) ?? 0,
      far: lat * Math.cos(bearing) + lon * Math.cos((lat * Math.PI) / 180) * Math.sin(bearing),
    }));
    const order = along.toSorted((a, b) => a.far - b.far).map(({ at }) => at);
    return order.every((at, index) => index === 0 || at >= (order[index - 1] ?? 0));
  });
}

describe('holiday-traffic', () => {
  it('lets many more in than on an ordinary day, and fewer out than in', () => {
    const count = (scenario: Scenario, name: string) => {
      const gate = new Gate('g', seededRandom(1, 'g'));
      const packs = Array.from({ length: 40 }, (_, index) =>
        gate.report(60_000, 12, scenario.traffic?.(index * 60_000)),
      );
      return packs.flat(2).reduce((sum, { n, v }) => sum + (n === name ? (v ?? 0) : 0), 0);
    };
    const holiday = scenarios['holiday-traffic']();
    expect(count(holiday, 'in')).toBeGreaterThan(5 * count(scenarios.quiet(), 'in'));
    expect(count(holiday, 'in')).toBeGreaterThan(2 * count(holiday, 'out'));
  });
});

describe('drift', () => {
  it('passes the limit for smoke at one sensor within minutes, without gas or warmth', () => {
    const scenario = scenarios.drift(2, site);
    const id = scenario.chosen ?? '';
    expect(most(reported(scenario, id, 'smoke'))).toBeGreaterThan(0.55);
    expect(most(reported(scenario, id, 'co'))).toBeLessThan(1);
    const another = sensors.find((one) => one !== id) ?? '';
    expect(most(reported(scenario, another, 'smoke'))).toBeLessThan(0.2);
  });
});

describe('dead-battery', () => {
  it('runs one battery down before the sensor is silent', () => {
    const scenario = scenarios['dead-battery'](2, site);
    const battery = reported(scenario, scenario.chosen ?? '', 'battery');
    expect(battery[0]).toBe(30);
    expect(battery.filter((value) => value !== null).at(-1)).toBeLessThan(3);
    expect(battery.at(-1)).toBeNull();
  });
});

describe('the stations', () => {
  it('report what the contract lists, the same for the same seed', () => {
    const reports = (seed: number) => {
      const sensor = new SmokeSensor('s', seededRandom(seed, 's'));
      const gate = new Gate('g', seededRandom(seed, 'g'));
      return [sensor.measure({ smoke: 0.4 }, 12).e, ...gate.report(900_000, 12)];
    };
    expect(reports(5)).toEqual(reports(5));
    expect(reports(5)).not.toEqual(reports(6));
    const records = reports(5).flat();
    for (const record of records) parse(senmlRecordSchema, record);
    const smoke = ['pm2_5', 'co', 'temperature', 'humidity', 'battery', 'smoke'];
    expect(new Set(records.map(({ n }) => n))).toEqual(new Set([...smoke, 'barrier', 'tamper', 'class', 'in', 'out']));
  });

  it('raise their own alarm only far above the hub’s limit', () => {
    const sensor = new SmokeSensor('s', seededRandom(1, 's'));
    const alarms = [0.1, 0.75, 1, 1, 0.7, 0.1].map((smoke) => sensor.measure({ smoke }, 12).alarm);
    expect(alarms).toEqual([null, null, true, null, null, false]);
  });
});
