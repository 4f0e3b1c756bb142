import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { alarmDelays, type Delays } from './edge/alarm-delay.ts';
import { benchStation, type Fleet, gatewayId } from './edge/fleet.ts';
import { enrolFleet, openHubStage } from './edge/hub-stage.ts';
import { type MonthAnswer, monthAnswer } from './edge/month.ts';
import { hubThroughput, mosquittoThroughput, sqliteThroughput, type Throughput } from './edge/throughput.ts';

/**
 * The edge under load, on this machine's processors with its load generator: messages a second committed before `/ack`, beside a broker
 * that stores nothing and a writer that commits row by row; an alarm's way to the desk; memory; a sensor's month. `EDGE_BENCH=small`
 * is for development.
 */
const isSmall = process.env.EDGE_BENCH === 'small';
const pace = isSmall ? { warmMs: 1000, runMs: 4000 } : { warmMs: 4000, runMs: 15_000 };
const fleet: Fleet = { gateways: 50, stationsEach: 20, readingsEach: 1 };
const many: Fleet = { gateways: 500, stationsEach: 20, readingsEach: 6 };
const alarms = isSmall ? { samples: 100, seen: 10 } : { samples: 400, seen: 40 };
const monthDays = isSmall ? 3 : 30;

const stage = await openHubStage();
try {
  await enrolFleet(stage.database, fleet);
  const hub = await hubThroughput(stage, fleet, pace);
  const whole = await hubThroughput(stage, { ...fleet, readingsEach: 6 }, pace);
  const mosquitto = await mosquittoThroughput(fleet, pace);
  const sqlite = await sqliteThroughput(fleet, pace);
  const sqliteWhole = await sqliteThroughput({ ...fleet, readingsEach: 6 }, pace);
  const sirens = { gateways: fleet.gateways + 1, stationsEach: alarms.samples + alarms.seen };
  await enrolFleet(stage.database, sirens, fleet.gateways);
  const delays = await alarmDelays(stage, fleet, { rate: 1000, boot: 100, ...alarms });
  await enrolFleet(stage.database, many);
  const filled = await hubThroughput(stage, many, { warmMs: 0, runMs: pace.runMs });
  const last = fleet.gateways - 1;
  const month = await monthAnswer(stage.database, benchStation(last, 0), gatewayId(last), monthDays);
  const sensors = many.gateways * many.stationsEach;
  report({
    hub,
    whole,
    mosquitto,
    sqlite,
    sqliteWhole,
    delays,
    memory: { sensors, megabytes: filled.megabytes },
    month,
  });
} finally {
  await stage.close();
}

interface Figures {
  readonly hub: Throughput;
  readonly whole: Throughput;
  readonly mosquitto: Throughput;
  readonly sqlite: Throughput;
  readonly sqliteWhole: Throughput;
  readonly delays: Delays;
  readonly memory: { readonly sensors: number; readonly megabytes: number };
  readonly month: MonthAnswer;
}

function report(figures: Figures): void {
  const { hub, whole, mosquitto, sqlite, sqliteWhole, delays, memory, month } = figures;
  const row = (
    name: string,
    { perSecond, ackP99Ms, unacknowledged, megabytes, processorMicroseconds }: Throughput,
    peer: Throughput,
  ) =>
    `  ${name.padEnd(34)} ${String(perSecond).padStart(7)}/s ${(perSecond / peer.perSecond).toFixed(2).padStart(6)}×` +
    `  ack p99 ${ackP99Ms} ms, ${processorMicroseconds} µs of processor, ${megabytes} MB, ${unacknowledged} unacknowledged`;
  console.log('\nmessages a second, each acknowledged; × of the row-by-row writer');
  console.log(row('Hulin, one reading each', hub, sqlite));
  console.log(row('MQTT → SQLite row by row', sqlite, sqlite));
  console.log(row('Mosquitto alone, storing nothing', mosquitto, sqlite));
  console.log(row('Hulin, six readings each', whole, sqliteWhole));
  console.log(row('MQTT → SQLite, six readings each', sqliteWhole, sqliteWhole));
  const { client, chromium } = delays;
  console.log(`an alarm's way to the desk at ${delays.rate} messages a second`);
  console.log(
    `  pulled after the ring  p50 ${client.p50Ms} ms, p99 ${client.p99Ms} ms, ${client.missed} of ${client.samples} missed`,
  );
  console.log(
    `  seen in Chromium       p50 ${chromium.p50Ms} ms, at most ${chromium.mostMs} ms, of ${chromium.samples}`,
  );
  console.log(`memory of hub and store with ${memory.sensors} sensors reporting: ${memory.megabytes} MB`);
  console.log(
    `a sensor's ${monthDays} days among ${month.rows} readings: ${month.points} points in ${month.p50Ms} ms (at most ${month.mostMs}); from the readings themselves ${month.rawMs} ms`,
  );
  const [, , file] = process.argv;
  if (file) writeFileSync(file, JSON.stringify(figures));
}
