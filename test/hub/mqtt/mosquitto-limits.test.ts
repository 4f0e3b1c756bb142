import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LanePace, lanePace } from '../../../src/hub/mqtt/gateway-lanes.ts';
import type { Ingest } from '../../../src/hub/mqtt/ingest.ts';
import { maxMessageBytes } from '../../../src/protocol/telemetry.ts';
import { eventually } from '../../support/eventually.ts';
import { lacksMosquitto, Mosquitto } from '../../support/mosquitto.ts';
import { startSubscriber } from '../../support/mosquitto-sub.ts';
import { runClient } from '../../support/run-client.ts';
import { aSmokeMessage, Field, secret } from './field.ts';

let field: Field;
let broker: Mosquitto;
beforeEach(async () => {
  field = await Field.open();
  const folder = join(field.folder, 'mosquitto');
  await mkdir(folder);
  const secrets = ['gw-a', 'gw-b'].map((id) => [id, secret] as const);
  if (!lacksMosquitto) broker = await Mosquitto.open(folder, new Map(secrets));
});
afterEach(async () => {
  await field.close();
  await broker?.kill();
});

const login = (id: string) => ['-h', '127.0.0.1', '-p', String(broker.port), '-u', id, '-P', secret];
const publish = (id: string, payload: string, ...more: string[]) =>
  runClient(
    'mosquitto_pub',
    [...login(id), '-q', '1', '-t', `hulin/v1/${id}/tel`, ...(more.length > 0 ? more : ['-s'])],
    payload,
  );
const ingest = (pace: LanePace = lanePace): Promise<Ingest> =>
  field.ingest({ url: broker.hubUrl, login: undefined as never, pace });

/** What the hub says to a gateway, in order. */
async function hears(id: string) {
  const topics = ['ack', 'cmd'].flatMap((end) => ['-t', `hulin/v1/${id}/${end}`]);
  const subscriber = await startSubscriber([...login(id), ...topics, '-F', '%t %p']);
  const said = (end: string): unknown[] => {
    const lines = subscriber.heard().filter((line) => line.startsWith(`hulin/v1/${id}/${end} `));
    return lines.map((line) => JSON.parse(line.slice(line.indexOf(' '))));
  };
  return { said, stop: () => subscriber.stop() };
}

const at = 1_790_000_000;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => aSmokeMessage({ seq: index + 1, at: at + index }));
const sized = (seq: number, bytes: number) => aSmokeMessage({ seq, at: at + seq }).padEnd(bytes, ' ');

describe.skipIf(lacksMosquitto)('the pace of a gateway behind Mosquitto, which knows none', () => {
  it('is told by cmd; what is not taken is not acknowledged, and is stored once when it is sent again', async () => {
    const hub = await ingest({ ...lanePace, messagesPerSecond: 40, messagesAtOnce: 100, mayWait: 60 });
    const gateway = await hears('gw-a');
    const all = numbered(400);
    expect((await publish('gw-a', `${all.join('\n')}\n`, '-l')).code).toBe(0);
    await publish('gw-b', aSmokeMessage({ station: 'b-smoke-01' }));
    const [told] = await eventually(
      () => gateway.said('cmd').filter((said) => JSON.stringify(said).includes('slow')),
      (said) => said.length > 0,
    );
    expect(told).toEqual({ slow: { retryAfterMs: expect.any(Number) } });
    // Every message is accounted for: stored, or not taken and counted.
    await eventually(
      () => hub.counts,
      ({ received, stored, turnedAway }) => received === 401 && stored + turnedAway === 401,
    );
    expect(hub.counts.turnedAway).toBeGreaterThan(0);
    expect(await field.database.query(`select seq from message where gateway = 'gw-b'`)).toEqual([{ seq: 1 }]);
    const stored = await field.count('message');
    expect([stored, await field.count('quarantine')]).toEqual([hub.counts.stored, 0]);
    for (const said of gateway.said('ack') as { upTo: number }[]) expect(said.upTo).toBeLessThan(stored);

    while ((await field.count('message')) < 401) {
      const rows = await field.database.query<{ seq: number }>(`select seq from message where gateway = 'gw-a'`);
      const has = new Set(rows.map(({ seq }) => seq));
      const lacking = all.filter((_, index) => !has.has(index + 1)).slice(0, 40);
      await publish('gw-a', `${lacking.join('\n')}\n`, '-l');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    await eventually(
      () => gateway.said('ack').at(-1),
      (said) => JSON.stringify(said) === '{"boot":1,"upTo":400}',
    );
    expect([await field.count('message'), await field.count('reading'), await field.count('message_fork')]).toEqual([
      401, 401, 0,
    ]);
    await gateway.stop();
  });
});

describe.skipIf(lacksMosquitto)('the size of a message behind Mosquitto', () => {
  it('is limited by the hub, which sets aside and acknowledges, and far above it by the broker, which hangs up', async () => {
    const hub = await ingest();
    const gateway = await hears('gw-a');
    await publish('gw-a', sized(1, maxMessageBytes));
    await publish('gw-a', sized(2, maxMessageBytes + 1));
    await eventually(
      () => gateway.said('ack').at(-1),
      (said) => JSON.stringify(said) === '{"boot":1,"upTo":2}',
    );
    expect([hub.counts.stored, hub.counts.refused]).toEqual([1, { 'too-large': 1 }]);

    const cut = await publish('gw-a', sized(3, 70_000));
    expect([cut.code === 0, cut.out]).toEqual([false, expect.stringContaining('connection was lost')]);
    await writeFile(join(field.folder, 'large'), sized(3, 70_000));
    const told = await publish('gw-a', '', '-d', '-V', '5', '-f', join(field.folder, 'large'));
    expect(told.out).toContain('received CONNACK'); // which names the limit: version 5 does not even begin
    expect(told.out).not.toContain('sending PUBLISH');
    // Its number is a hole, and asked for as any other.
    await publish('gw-a', sized(4, 500));
    await eventually(
      () => gateway.said('cmd').at(-1),
      (said) => JSON.stringify(said) === '{"backfill":{"boot":1,"from":3,"to":3}}',
    );
    expect(gateway.said('ack').at(-1)).toEqual({ boot: 1, upTo: 2 });
    await publish('gw-a', sized(3, 500));
    await eventually(
      () => gateway.said('ack').at(-1),
      (said) => JSON.stringify(said) === '{"boot":1,"upTo":4}',
    );
    await gateway.stop();
  });
});
