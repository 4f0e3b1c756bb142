import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../device-sim/encode-message.ts';
import { Journal } from '../../../device-sim/journal.ts';
import { eventually } from '../../support/eventually.ts';
import { Field, secret } from './field.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

const draft = (smoke: number) => ({
  leaf: 'tel' as const,
  e: [{ bn: 'a-smoke-01:', bt: Date.now() / 1000, n: 'smoke', u: '/', v: smoke }],
});

/** Every message of a journal that was ever sent, by number and hash of its bytes. */
async function journalled(folder: string): Promise<Map<string, string>> {
  const journal = new Journal(join(folder, 'journal'));
  const sent = new Map<string, string>();
  for (const message of journal.all()) {
    if (!message.stamp) continue;
    const hash = createHash('sha256').update(encodeMessage(message, message.stamp)).digest('hex');
    sent.set(`${message.boot}/${message.seq}`, hash);
  }
  await journal.close();
  return sent;
}

async function stored(): Promise<Map<string, string>> {
  const rows = await field.database.query<{ boot: number; seq: number; hash: string }>(
    'select boot, seq, hash from message',
  );
  return new Map(rows.map(({ boot, seq, hash }) => [`${boot}/${seq}`, hash]));
}

describe('a gateway', () => {
  it('sends what an outage of the broker left behind as history, and lets go on the ack alone', async () => {
    let ingest = await field.ingest();
    const gateway = field.gateway('gw-a');
    await eventually(
      () => gateway.connected,
      (up) => up,
    );
    for (let count = 0; count < 3; count++) await gateway.record(draft(0.1));
    await eventually(
      () => gateway.journal.pendingCount(),
      (count) => count === 0,
    );
    const { port } = field.broker;
    await ingest.stop();
    await field.broker.close();
    await eventually(
      () => gateway.connected,
      (up) => !up,
    );
    for (let count = 0; count < 5; count++) await gateway.record(draft(0.1));
    expect(gateway.journal.pendingCount()).toBe(5);
    await field.startBroker(port);
    await eventually(
      () => gateway.connected,
      (up) => up,
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(gateway.journal.pendingCount()).toBe(5);
    ingest = await field.ingest();
    await eventually(
      () => gateway.journal.pendingCount(),
      (count) => count === 0,
      60_000,
    );
    const rows = await field.database.query<{ history: boolean }>('select history from message order by seq');
    expect(rows.map(({ history }) => history)).toEqual([false, false, false, true, true, true, true, true]);
    expect(ingest.counts.forks).toBe(0);
  });

  it('loses nothing that was acknowledged or recorded while the hub’s ingest stops and starts', async () => {
    const gateway = field.gateway('gw-a', { resendMs: 200 });
    await eventually(
      () => gateway.connected,
      (up) => up,
    );
    const acked: number[] = [];
    for (let round = 0; round < 4; round++) {
      const ingest = await field.ingest();
      for (let count = 0; count < 25; count++) await gateway.record(draft(0.1));
      const stopping = ingest.stop();
      for (let count = 0; count < 5; count++) await gateway.record(draft(0.1));
      await stopping;
      acked.push(gateway.journal.ackedUpTo(gateway.boot));
      const kept = await stored();
      for (let seq = 1; seq <= (acked.at(-1) ?? 0); seq++) expect(kept.has(`${gateway.boot}/${seq}`)).toBe(true);
    }
    await field.ingest();
    await eventually(
      () => gateway.journal.pendingCount(),
      (count) => count === 0,
      60_000,
    );
    expect(await field.count('message')).toBe(120);
    expect(await field.count('reading')).toBe(120);
    expect(await field.count('message_fork')).toBe(0);
  });

  it('answers a hub that was restored from a backup and asks for what it had', async () => {
    await field.ingest();
    const gateway = field.gateway('gw-a');
    await eventually(
      () => gateway.connected,
      (up) => up,
    );
    for (let count = 0; count < 10; count++) await gateway.record(draft(0.1));
    await eventually(
      () => gateway.journal.pendingCount(),
      (count) => count === 0,
    );
    await field.database.query('delete from reading where seq between 4 and 8');
    await field.database.query('delete from message where seq between 4 and 8');
    await field.database.query('update gateway_progress set up_to = 3');
    await gateway.record(draft(0.1));
    await eventually(
      () => field.count('message'),
      (count) => count === 11,
      60_000,
    );
    expect(await field.count('message_fork')).toBe(0);
  });

  it('brings a restored hub the ends of its boots, which no later number shows', async () => {
    const before = await field.ingest();
    for (const count of [10, 5]) {
      const gateway = field.gateway('gw-a');
      await eventually(
        () => gateway.connected,
        (up) => up,
      );
      for (let sent = 0; sent < count; sent++) await gateway.record(draft(0.1));
      await eventually(
        () => gateway.journal.pendingCount(),
        (pending) => pending === 0,
      );
      if (count === 10) await gateway.stop();
    }
    await before.stop();
    await field.database.query('delete from reading where boot = 2 or seq > 3');
    await field.database.query('delete from message where boot = 2 or seq > 3');
    await field.database.query('delete from gateway_progress where boot = 2');
    await field.database.query('update gateway_progress set up_to = 3');
    await field.ingest();
    await eventually(
      () => field.count('message'),
      (count) => count === 15,
      60_000,
    );
    expect(await field.count('message_fork')).toBe(0);
  });

  it('killed with SIGKILL again and again loses and doubles no reading', async () => {
    await field.ingest();
    const credentials = join(field.folder, 'credentials.json');
    const sensor = (id: string) => ({ id, kind: 'smoke-sensor', heartbeatMs: 10_000 });
    const stations = [sensor('a-smoke-01'), sensor('a-smoke-02')];
    const gateways = [{ id: 'gw-a', secret, stations }];
    await field.writeCredentials(credentials, { url: field.broker.url, gateways });
    for (let round = 1; round <= 3; round++) {
      const child = field.spawnGateway(credentials);
      const before = await field.count('message');
      await eventually(
        () => field.count('message'),
        (count) => count > before + 15,
        60_000,
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const last = field.gateway('gw-a', { folder: join(field.folder, 'gw-a') });
    await eventually(
      () => last.journal.pendingCount(),
      (count) => count === 0,
      60_000,
    );
    await last.stop();
    const sent = await journalled(join(field.folder, 'gw-a'));
    expect(sent.size).toBeGreaterThan(45);
    expect(await stored()).toEqual(sent);
    expect(await field.count('reading')).toBe(sent.size * 6);
    expect(await field.count('message_fork')).toBe(0);
  }, 200_000);
});
