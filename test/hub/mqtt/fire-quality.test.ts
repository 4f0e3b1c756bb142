import { expect, it } from 'vitest';
import { seededRandom } from '../../../device-sim/seeded-random.ts';
import { builtInAlarmRules } from '../../../src/domain/alarm/built-in-alarm-rules.ts';
import { findEpisodes } from '../../../src/domain/alarm/fold-samples.ts';
import { rulesForHeartbeat } from '../../../src/domain/alarm/rules-for-heartbeat.ts';
import type { Sample } from '../../../src/domain/alarm/sample.ts';
import { keepIncidents } from '../../../src/hub/incidents/keep-incidents.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import type { PulledIncident } from '../../../src/protocol/incident.ts';
import { type Burning, monthOfAir } from '../../support/burning-air.ts';
import { fivePlaces } from '../../support/five-places.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander } from '../../support/personas.ts';
import { aPermitBody } from '../../support/some-permit.ts';

const hour = 3_600_000;
const days = 8;
const { lon, lat } = fivePlaces.deepInForest;
const sensors = ['s-1', 's-2', 's-3'];

/** By how often the sensors measure: the first seed from 300 on whose burnings lie well apart. Nobody has looked at them for the rules. */
it.each([
  ['every five minutes', 300_000, 12],
  ['every ten minutes', 600_000, 6],
])(
  'is one incident for one fire, %s, each message ten times, and a permit explains the permitted burn',
  async (_, stepMs, perMessage) => {
    const hub = await aHub();
    const startAt = hub.clock.now();
    const [first, burnings] = firstApart(startAt);
    await populate(hub, stepMs);
    const permit = await permitBurn(hub, startAt, burnings);
    const months = sensors.map(
      (_sensor, index) => monthOfAir(first + index, { stepMs, days, shared: burnings }).samples,
    );
    await storeTenfold(hub, startAt, months, perMessage);
    hub.clock.pass(days * 24 * hour);
    await keepIncidents(hub.database, hub.clock.now());
    const [alarms] = await hub.database.query<{ n: number }>(
      "select count(*) as n from alarm where level <> 'technical' and status <> 'superseded'",
    );
    const episodes = months.flatMap((samples) => findEpisodes(samples, rulesForHeartbeat(builtInAlarmRules, stepMs)));
    expect(alarms?.n).toBe(episodes.length);
    const rows = await hub.database.query<{ body: PulledIncident }>('select body from incident where not is_gone');
    const incidents = rows.map(({ body }) => body);
    const of = ({ from, to }: Burning) =>
      incidents.filter(({ fromAt, toAt }) => fromAt <= startAt + to && (toAt ?? Infinity) >= startAt + from);
    const fires = burnings.filter(({ kind }) => kind !== 'burn');
    const perFire = fires.map((fire) => of(fire).length);
    console.log(`incidents per fire ${perFire.join()}, alarms ${episodes.length}, incidents ${incidents.length}`);
    expect(perFire).toEqual([1, 1, 1]);
    expect(fires.flatMap(of).map((one) => one.permit)).toEqual([null, null, null]);
    const burnt = burnings.filter(({ kind }) => kind === 'burn').flatMap(of);
    expect(burnt.map((one) => one.permit)).toEqual([permit]);
    expect(incidents.length - fires.length - burnt.length).toBeLessThanOrEqual(1);
    await hub.close();
  },
  300_000,
);

/** Neither do two burnings lie within four hours of one another, nor does anything else burn on the days of the permit. */
function firstApart(startAt: number): [number, readonly Burning[]] {
  for (let seed = 300; ; seed += 10) {
    const burnings = monthOfAir(seed, { stepMs: 24 * hour, days }).burnings.toSorted((a, b) => a.from - b.from);
    const isApart = burnings.every((one, index) => (burnings[index + 1]?.from ?? Infinity) - one.to > 4 * hour);
    const daysOf = ({ from, to }: Burning) => [dayAt(startAt + from), dayAt(startAt + to)];
    const burnDays = burnings.filter(({ kind }) => kind === 'burn').flatMap(daysOf);
    const others = burnings.filter(({ kind }) => kind !== 'burn').flatMap(daysOf);
    if (isApart && !others.some((day) => burnDays.includes(day))) return [seed, burnings];
  }
}

function dayAt(at: number): string {
  return new Date(at + 8 * hour).toISOString().slice(0, 10);
}

async function populate(hub: HubUnderTest, heartbeatMs: number): Promise<void> {
  await hub.database.query("insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)");
  for (const [index, id] of ['gw', ...sensors].entries()) {
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
       values ($1, 'gw', $2, $1, $1, $3, $4, $5, 0)`,
      [id, id === 'gw' ? 'gateway' : 'smoke-sensor', lon + 0.004 * (index - 2), lat, heartbeatMs],
    );
  }
}

async function permitBurn(hub: HubUnderTest, startAt: number, burnings: readonly Burning[]): Promise<string> {
  const commander = await (await asCommander(hub)).signIn();
  const burn = burnings.find(({ kind }) => kind === 'burn') ?? { from: 0, to: 0 };
  const when = { fromOn: dayAt(startAt + burn.from), toOn: dayAt(startAt + burn.to), hours: null };
  const permit = await commander.record({ kind: 'permit', body: aPermitBody(when) });
  expect((await commander.push([permit])).results).toMatchObject([{ outcome: 'stored' }]);
  return (JSON.parse(permit.raw) as { id: string }).id;
}

/** Each message ten times: four at once, the rest among what comes in the next hours. */
async function storeTenfold(
  hub: HubUnderTest,
  startAt: number,
  months: readonly (readonly Sample[])[],
  perMessage: number,
): Promise<void> {
  const random = seededRandom(7, 'tenfold');
  const length = months[0]?.length ?? 0;
  let [seq, earlier] = [0, [] as Buffer[]];
  for (let from = 0; from < length; from += perMessage) {
    const fresh = months.map((samples, sensor) => {
      seq += 1;
      return encode(sensors[sensor] ?? '', seq, startAt, samples.slice(from, from + perMessage));
    });
    const last = months[0]?.[Math.min(length, from + perMessage) - 1]?.at ?? 0;
    const receivedAt = startAt + last + 1000;
    const payloads = [...fresh, ...fresh, ...fresh, ...fresh, ...earlier]
      .map((payload) => ({ payload, place: random() }))
      .toSorted((a, b) => a.place - b.place);
    earlier = [...earlier.slice(-5 * fresh.length), ...fresh];
    const batch = payloads.map(({ payload }) =>
      readMessage({ topic: 'hulin/v1/gw/tel', payload, receivedAt, retained: false }),
    );
    await storeBatch(hub.database, hub.keys, batch, receivedAt);
  }
}

function encode(station: string, seq: number, startAt: number, samples: readonly Sample[]): Buffer {
  const e = samples.flatMap(({ at, values }, index) =>
    Object.entries(values).map(([n, v], place) => ({
      ...(index + place === 0 && { bn: `${station}:`, bt: startAt / 1000 }),
      ...{ n, v, t: at / 1000 },
    })),
  );
  const sent = (startAt + (samples.at(-1)?.at ?? 0)) / 1000 + 0.5;
  return Buffer.from(JSON.stringify({ v: 1, boot: 1, seq, sent, h: 0, e }));
}
