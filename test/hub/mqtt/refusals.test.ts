import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineListener } from '../../../src/hub/mqtt/gateway-line.ts';
import { RefusalTeller } from '../../../src/hub/mqtt/tell-refused.ts';
import type { RefusedNotice } from '../../../src/protocol/telemetry.ts';
import { eventually } from '../../support/eventually.ts';
import { Field } from './field.ts';

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(() => field.close());

const at = 1_790_000_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** An ingest on a line of the test's own: what was told of refusals, and how to send. */
async function onOwnLine() {
  const told: { topic: string; notice: RefusedNotice }[] = [];
  let listener: LineListener | undefined;
  const openLine = (given: LineListener) => {
    listener = given;
    setImmediate(given.onUp);
    const say = (topic: string, content: object) => {
      if ('refused' in content) told.push({ topic, notice: content as RefusedNotice });
    };
    return { say, close: async () => undefined };
  };
  const ingest = await field.ingest({ ownBroker: { openLine } });
  const send = (gateway: string, payload: string) =>
    listener?.onMessage(
      { topic: `hulin/v1/${gateway}/tel`, payload: Buffer.from(payload), retained: false },
      () => undefined,
    );
  return { ingest, told, send };
}

const aMessage = (seq: number, e: readonly object[]) => JSON.stringify({ v: 1, boot: 3, seq, sent: at, h: 0, e });
const named = (names: readonly string[]) => names.map((n) => ({ bn: 'a-smoke-01:', bt: at, n, v: 1 }));

describe('whoever sends what cannot be used', () => {
  it('is told which message and why, by its number or else its hash, and nothing of what it said', async () => {
    const { told, send } = await onOwnLine();
    send('gw-a', '{"v":1,"boot":3,"seq":7,"sent":"my secret word"}');
    send('gw-a', 'no JSON but a secret word');
    send('gw-b', aMessage(1, named(['smoke'])));
    send('gw-nobody', '{"v":1,"boot":3,"seq":8}');
    await eventually(
      () => told.flatMap(({ notice }) => notice.refused.map((one) => one.reason)),
      ({ length }) => length === 3,
    );
    const of = (gateway: string) =>
      told.filter(({ topic }) => topic === `hulin/v1/${gateway}/cmd`).flatMap(({ notice }) => notice.refused);
    expect(of('gw-a')).toEqual([
      { reason: 'not-json', sha256: sha256('no JSON but a secret word') },
      { reason: 'bad-payload', boot: 3, seq: 7 },
    ]);
    expect(of('gw-b')).toEqual([{ reason: 'bad-payload', boot: 3, seq: 1 }]);
    expect(JSON.stringify(told)).not.toContain('secret word');
    expect(told.filter(({ topic }) => topic.includes('nobody'))).toEqual([]);
  });

  it('is told once a second, of ten and how many more, whatever it sends', () => {
    const told: [string, RefusedNotice][] = [];
    const teller = new RefusalTeller((gateway, notice) => told.push([gateway, notice]));
    const refuse = (gateway: string, seq: number) => teller.note({ gateway, reason: 'bad-payload', boot: 1, seq });
    refuse('gw-a', 1);
    teller.tell(0);
    for (let seq = 2; seq <= 500; seq++) {
      refuse('gw-a', seq);
      teller.tell(seq);
    }
    refuse('gw-b', 1);
    teller.tell(999);
    expect(told.map(([gateway]) => gateway)).toEqual(['gw-a', 'gw-b']);
    teller.tell(1000);
    teller.tell(5000);
    expect(told).toHaveLength(3);
    expect(told[2]).toEqual(['gw-a', { refused: expect.any(Array), more: 489 }]);
    expect(told[2]?.[1].refused.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('hears of it at a gateway of the simulator, which goes on', async () => {
    const lines: string[] = [];
    await field.ingest();
    const gateway = field.gateway('gw-a', { onLine: (state, detail) => lines.push(`${state}: ${detail}`) });
    await gateway.record({ leaf: 'tel', e: [{ bn: 'b-smoke-01:', n: 'smoke', v: 0.1 }] });
    await eventually(
      () => lines.find((line) => line.startsWith('set-aside')),
      (line) => line === 'set-aside: message 1/1: bad-payload',
    );
    await gateway.record({ leaf: 'tel', e: [{ bn: 'a-smoke-01:', n: 'smoke', v: 0.1 }] });
    await eventually(
      () => field.count('reading'),
      (n) => n === 1,
    );
  });
});

describe('a station with ever new names of readings', () => {
  const names = Array.from({ length: 45 }, (_, number) => `made-up-${number}`);
  const stored = () =>
    field.database
      .query<{ name: string }>('select distinct name from reading order by 1')
      .then((rows) => rows.map(({ name }) => name));

  it('has forty, and those of the contract; what is over is set aside by name, all else goes on', async () => {
    const { ingest, told, send } = await onOwnLine();
    send('gw-a', aMessage(1, named(names.slice(0, 39))));
    await eventually(
      () => ingest.counts.stored,
      (n) => n === 1,
    );
    send('gw-a', aMessage(2, named([...names.slice(39), 'smoke', 'made-up-3'])));
    send('gw-a', aMessage(3, named(['humidity', 'made-up-44'])));
    await eventually(
      () => ingest.counts.stored,
      (n) => n === 3,
    );
    expect(await stored()).toEqual([...names.slice(0, 40), 'smoke', 'humidity'].toSorted());
    expect(ingest.counts.readings).toBe(39 + 3 + 1);
    const set = await field.database.query<{ reason: string; detail: string }>(
      'select reason, detail from quarantine order by detail',
    );
    expect(set).toEqual([
      { reason: 'too-many-names', detail: 'e: station a-smoke-01 has 40 names already: made-up-40 and 4 more' },
      { reason: 'too-many-names', detail: 'e: station a-smoke-01 has 40 names already: made-up-44' },
    ]);
    await eventually(
      () => told.flatMap(({ notice }) => notice.refused.map(({ reason, seq }) => `${seq} ${reason}`)),
      (all) => all.join() === '2 too-many-names,3 too-many-names',
    );
    const latest = await field.database.query('select 1 as one from latest_reading');
    expect(latest).toHaveLength(42);
  });
});
