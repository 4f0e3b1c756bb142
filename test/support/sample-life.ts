import { hashSecret } from '../../src/hub/mqtt/gateway-secret.ts';
import { readMessage } from '../../src/hub/mqtt/read-message.ts';
import { RefusedShelf } from '../../src/hub/mqtt/refused-shelf.ts';
import { storeBatch } from '../../src/hub/mqtt/store-batch.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { topics } from '../../src/protocol/telemetry.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { asAdministrator, asCommander, asGateKeeper, asRanger, type Persona } from './personas.ts';
import { someFields } from './some-violation.ts';

/** Something of everything a hub can hold by its schema 0001, made by the product's own code. People and places are nobody's. */
export async function liveThrough(hub: HubUnderTest): Promise<void> {
  await stationsReport(hub);
  const ranger = await asRanger(hub, '示例护林员');
  const [administrator, commander] = [await asAdministrator(hub), await asCommander(hub)];
  const event = await recordViolation(ranger);
  await makeTrouble(ranger);
  await showPosition(ranger);
  await readPart(await commander.signIn(), event);
  await acknowledge(hub, commander);
  await clearAlarm(hub);
  const keeper = await asGateKeeper(hub);
  await (await administrator.signIn()).ask('POST', `/api/v1/revocations`, { device: keeper.device });
  await hub.code('ranger', '示例新人');
  await administrator.challenge();
}

async function recordViolation(ranger: Persona): Promise<{ id: string; part: string }> {
  const photo = Uint8Array.from({ length: 600 }, (_, index) => (index * 31) % 251);
  photo.set([0xff, 0xd8, 0xff, 0xe0]);
  const { id, wraps, parts, sealed } = await ranger.seal([
    { plain: utf8(JSON.stringify(someFields())), role: 'fields', type: 'application/json' },
    { plain: photo, role: 'photo', type: 'image/jpeg' },
    { plain: photo.toReversed(), role: 'photo', type: 'image/jpeg' },
  ]);
  await ranger.push([await ranger.record({ id, parts, wraps })]);
  for (const { bytes, reference } of sealed.slice(0, 2)) await ranger.putPartWell(reference.sha256, bytes);
  return { id, part: parts[0]?.sha256 ?? '' };
}

/** Held, forked and quarantined. */
async function makeTrouble(ranger: Persona): Promise<void> {
  const strange = await ranger.record({ kind: 'from-the-future', schema: 9, body: { anything: [1, '二'] } });
  const plain = await ranger.record();
  await ranger.push([strange, plain]);
  const { prev } = JSON.parse(plain.raw) as { prev: string };
  await ranger.push([await ranger.signEvent({ kind: 'note' }, 3, prev)]);
  await ranger.push([{ ...plain, raw: plain.raw.replace('crop-burning', 'smoking') }]);
}

async function showPosition(ranger: Persona): Promise<void> {
  const takenAt = ranger.hub.clock.now() - 4000;
  const positions = { v: 1, positions: [{ takenAt, lon: 122.01, lat: 37.21, accuracyMeters: 8 }] };
  const headers = { 'content-type': 'application/json' };
  await ranger.signed('POST', '/api/v1/positions', utf8(JSON.stringify(positions)), { headers });
}

async function readPart(commander: Persona, { id, part }: { id: string; part: string }): Promise<void> {
  await commander.ask('POST', '/api/v1/openings', { event: id, part, reason: '核实' });
}

async function stationsReport(hub: HubUnderTest): Promise<void> {
  const now = hub.clock.now();
  const { secretHash, secretSalt } = await hashSecret('a secret of nobody');
  await hub.database.query('insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ($1, $2, $3, $4)', [
    ...['gw-sample', secretHash, secretSalt, now],
  ]);
  for (const [id, kind] of [
    ['gw-sample', 'gateway'],
    ['sample-smoke-01', 'smoke-sensor'],
    ['sample-gate-01', 'gate'],
  ]) {
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at, demonstration)
       values ($1, 'gw-sample', $2, '示例', 'Sample', 122.03, 37.43, 10000, $3, true)`,
      [id, kind, now],
    );
  }
  await say(hub, 'state', { online: true, boot: 1, head: 3, oldest: { boot: 1, seq: 1 }, fw: '1.0.0' });
  await report(hub, 1, [
    { n: 'smoke', v: 0.05 },
    { n: 'battery', u: '%EL', v: 97 },
  ]);
  await report(hub, 2, [{ n: 'smoke', v: 0.72 }]);
  await report(hub, 2, [{ n: 'smoke', v: 0.99 }]); // the same number with other bytes
  await say(hub, 'tel', 'not JSON');
  const wrong = { login: 'gw-sample', topic: 'hulin/v1/gw-other/tel', payload: Buffer.from('{}') };
  const onProblem = (problem: unknown) => {
    throw problem;
  };
  const shelf = new RefusedShelf({
    ...{ database: hub.database, clock: hub.clock },
    onUnkept: () => undefined,
    onProblem,
  });
  shelf.add({ ...wrong, reason: 'foreign-topic' });
  await shelf.close();
}

/** Seq 3 never comes: a hole. */
function clearAlarm(hub: HubUnderTest): Promise<void> {
  return report(hub, 4, [{ n: 'smoke', v: 0.02 }]);
}

function report(hub: HubUnderTest, seq: number, records: readonly object[]): Promise<void> {
  hub.clock.pass(10_000);
  const sent = hub.clock.now() / 1000;
  const [first, ...rest] = records;
  const e = [{ bn: 'sample-smoke-01:', bt: sent - 1, ...first }, ...rest];
  return say(hub, 'tel', { v: 1, boot: 1, seq, sent, h: 0, e });
}

/** Smoke again, until somebody looks: an alarm nobody has acknowledged. */
export async function smokeAgain(hub: HubUnderTest): Promise<{ id: string; version: number }> {
  for (const seq of [5, 6, 7, 8]) await report(hub, seq, [{ n: 'smoke', v: 0.75 }]);
  const [alarm] = await hub.database.query<{ id: string; version: number }>(
    "select id, version from alarm where rule = 'smoke-high' and acknowledged_at is null order by raised_at desc limit 1",
  );
  if (!alarm) throw new Error('no smoke alarm was raised');
  return alarm;
}

async function say(hub: HubUnderTest, leaf: 'tel' | 'state', content: object | string): Promise<void> {
  const payload = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const topic = leaf === 'tel' ? topics.telemetry('gw-sample') : topics.state('gw-sample');
  const receivedAt = hub.clock.now();
  await storeBatch(hub.database, hub.keys, [readMessage({ topic, payload, retained: false, receivedAt })], receivedAt);
}

async function acknowledge(hub: HubUnderTest, commander: Persona): Promise<void> {
  const [alarm] = await hub.database.query<{ id: string; version: number }>(
    "select id, version from alarm where rule = 'smoke-high'",
  );
  if (!alarm) throw new Error('no smoke alarm was raised');
  const draft = { kind: 'acknowledgement', body: { alarm: alarm.id }, base: alarm.version };
  await commander.push([await commander.record(draft)]);
}
