import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OfficeSigning } from '../../../src/app/office-ports.ts';
import type { ViolationRow } from '../../../src/app/ports.ts';
import { ChainStore } from '../../../src/app/storage/chain-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { forgetErased } from '../../../src/app/storage/forget-erased.ts';
import { officeSignings } from '../../../src/app/storage/office-signings.ts';
import { OwnKeys } from '../../../src/app/storage/own-keys.ts';
import { ProfileStore } from '../../../src/app/storage/profile-store.ts';
import { pulledRows } from '../../../src/app/storage/pulled-rows.ts';
import { PulledStore } from '../../../src/app/storage/pulled-store.ts';
import type { PulledRow } from '../../../src/app/storage/rows.ts';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { aSignedText } from '../../support/office-texts.ts';
import { until } from '../../support/phone.ts';
import { aViolationBody } from '../../support/some-violation.ts';

const chain = '01940000-0000-7000-8000-000000000001';
const rulebook = { id: 'weihai-2022-19', version: '2' };

describe('the list of everybody’s records on a desk', () => {
  let database: HulinDatabase;
  let store: PulledStore;
  const readCount = { value: 0 };
  beforeEach(() => {
    database = new HulinDatabase(randomUUID());
    store = new PulledStore(database);
    readCount.value = 0;
    database.pulled.hook('reading', (row) => {
      readCount.value += 1;
      return row;
    });
  });
  afterEach(() => database.close());

  const pull = async (rows: readonly PulledRow[], { restarted = false, more = false } = {}) =>
    store.applyPage(
      await store.cursor(),
      { rows, cursor: randomUUID(), restarted, more, time: 1, verified: [] },
      forgetErased,
    );
  const seqsOf = (rows: readonly ViolationRow[]) => rows.map(({ seq }) => seq);
  const downTo = (first: number, last: number) => Array.from({ length: first - last + 1 }, (_, index) => first - index);

  it('begins with the newest and says that older ones are to come, and then has every one', async () => {
    await pull(await someEvents(1, 1_200));
    const { violations, isListWhole } = pulledRows(store);
    const told: (readonly [number, boolean])[] = [];
    let isWhole = true;
    const stops = [
      isListWhole.subscribe((now) => (isWhole = now), throwIt),
      violations.subscribe((rows) => told.push([rows.length, isWhole]), throwIt),
    ];
    expect(seqsOf(await until(violations, (rows) => rows.length === 1_200))).toEqual(downTo(1_200, 1));
    await expect.poll(() => isWhole).toBe(true);
    const [first] = told;
    expect(first?.[0]).toBeGreaterThanOrEqual(100);
    expect(first?.[0]).toBeLessThan(600);
    expect(first?.[1]).toBe(false);
    for (const stop of stops) stop();
  });

  it('shows at first the very newest, whatever else lies between them', async () => {
    const events = await someEvents(1, 300);
    await pull(events.map((row, index) => ({ ...row, n: (index + 1) * 5_000 })));
    await pull([aRow('station', 's', 9_000_000, {})]);
    const first = await until(pulledRows(store).violations);
    expect(seqsOf(first).slice(0, 100)).toEqual(downTo(300, 201));
  });

  it('takes in what a pull brings about a record, old or new, and reads no other row again', async () => {
    await pull(await someEvents(1, 700));
    const { violations, isListWhole } = pulledRows(store);
    let rows: readonly ViolationRow[] = [];
    const stop = violations.subscribe((now) => (rows = now), throwIt);
    await until(isListWhole, (isWhole) => isWhole);
    await expect.poll(() => rows.length).toBe(700);
    const oldest = rows.at(-1);
    expect(oldest).toMatchObject({ partsReceived: 0, review: null, erased: null, would: null });
    const [id, second] = [oldest?.id ?? '', rows.at(-2)];

    const read = vi.spyOn(database.pulled.hook('reading'), 'fire');
    const would = { kind: 'clear', reason: 'outside-zone', articles: [], rulebook };
    await pull([
      ...(await someEvents(701, 1)),
      aRow('custody', id, 5_001, { event: id, chain, seq: 1, parts: 1, received: 1 }),
      aRow('rejudgement', id, 5_002, { event: id, chain, seq: 1, digest: '0'.repeat(64), would }),
      aRow('erasure', id, 5_003, { event: id, chain, seq: 1, at: 1, because: 'request' }),
    ]);
    await expect.poll(() => rows.length).toBe(701);
    expect(rows.at(-1)).toMatchObject({ id, partsReceived: 1, would, erased: { because: 'request' } });
    expect(rows.at(-2)).toBe(second);
    expect(seqsOf(rows.slice(0, 2))).toEqual([701, 700]);
    expect(read.mock.calls.length).toBeLessThan(20);
    stop();
  });

  it('counts of each event under one id what came of it, and of none what came of a stranger’s', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    const custody = (key: string, n: number, seq: number, parts: number, received: number) =>
      aRow('custody', key, n, { event: id, chain, seq, parts, received });
    await pull([
      ...(await someEvents(1, 1, { id, parts: 2 })),
      custody(id, 101, 1, 2, 2),
      ...(await someEvents(2, 1, { id, parts: 2 })), // a copy, as hubs told its count before: under the id as well
      ...(await someEvents(3, 1, { id, parts: 20 })),
      custody(`${chain}/3`, 103, 3, 20, 1),
      ...(await someEvents(4, 1, { id: other, parts: 2 })),
      custody(other, 104, 9, 20, 1), // a stranger's, as hubs told it before
    ]);
    const rows = await until(pulledRows(store).violations, (all) => all.length === 4);
    const received = new Map(rows.map(({ seq, partsReceived }) => [seq, partsReceived]));
    expect([1, 2, 3, 4].map((seq) => received.get(seq))).toEqual([2, 2, 1, 0]);
  });

  it('says of each event under one id whether it was erased', async () => {
    const id = randomUUID();
    const erasure = (key: string, n: number, seq: number) =>
      aRow('erasure', key, n, { event: id, chain, seq, at: 1, because: 'request' });
    await pull([...(await someEvents(1, 1, { id })), ...(await someEvents(2, 1, { id })), erasure(id, 101, 2)]);
    const { violations } = pulledRows(store);
    const erasedOf = (rows: readonly ViolationRow[]) => rows.map(({ seq, erased }) => [seq, erased !== null]);
    expect(erasedOf(await until(violations, (all) => all.length === 2))).toEqual([
      [2, true],
      [1, false],
    ]);
    await pull([erasure(`${chain}/1`, 102, 1)]);
    expect(await until(violations, (all) => all.every(({ erased }) => erased !== null))).toHaveLength(2);
  });

  it('is another list when the hub tells everything anew', async () => {
    await pull(await someEvents(1, 300));
    const { violations } = pulledRows(store);
    let rows: readonly ViolationRow[] = [];
    const stop = violations.subscribe((now) => (rows = now), throwIt);
    await expect.poll(() => rows.length).toBe(300);
    await pull(await someEvents(250, 20), { restarted: true, more: true });
    await pull(await someEvents(270, 5));
    await expect.poll(() => seqsOf(rows)).toEqual(downTo(274, 250));
    await pull(await someEvents(275, 1));
    await expect.poll(() => seqsOf(rows)).toEqual(downTo(275, 250));
    stop();
  });

  it('has what was signed for the office without reading all records anew at each pull', async () => {
    const signed = await someEvents(301, 1, { kind: 'legal-text', body: aSignedText() });
    await pull([...(await someEvents(1, 300)), ...signed]);
    const keys = new OwnKeys(new ProfileStore(database));
    let signings: readonly OfficeSigning[] = [];
    const stop = officeSignings(new ChainStore(database), store, keys).subscribe((now) => (signings = now), throwIt);
    await expect.poll(() => signings.length).toBe(1);
    expect(signings[0]).toMatchObject({
      kind: 'legal-text',
      isOwn: false,
      state: 'received',
      signedBy: { name: '周明' },
    });
    await until(pulledRows(store).isListWhole, (isWhole) => isWhole);
    readCount.value = 0;
    await pull(await someEvents(302, 1));
    await pull(await someEvents(303, 1, { kind: 'legal-text', body: aSignedText({ id: 'another' }) }));
    await expect.poll(() => signings.length).toBe(2);
    expect(readCount.value).toBeLessThan(20);
    stop();
  });

  it('goes on where it was for whoever asks again', async () => {
    await pull(await someEvents(1, 700));
    const { violations } = pulledRows(store);
    expect(await until(violations)).not.toEqual([]); // and away before the older ones
    await pull(await someEvents(701, 2));
    expect(seqsOf(await until(violations, (rows) => rows.length === 702))).toEqual(downTo(702, 1));
  });
});

/** Events of one chain as a pull tells them, the hub's time going with their place. */
async function someEvents(
  first: number,
  count: number,
  {
    kind = 'violation',
    body: said = aViolationBody(),
    ...given
  }: { kind?: string; body?: unknown; id?: string; parts?: number } = {},
): Promise<PulledRow[]> {
  const rows: PulledRow[] = [];
  for (let seq = first; seq < first + count; seq += 1) {
    const id = given.id ?? `01940000-0000-7000-8000-1${String(seq).padStart(11, '0')}`;
    const part = { sha256: '0'.repeat(64), bytes: 1, type: 'image/jpeg', role: 'photo' };
    const parts = Array.from({ length: given.parts ?? 0 }, () => part);
    const at = { wall: seq, zone: 'Asia/Shanghai', monotonic: 1, boot: 'test', seen: null };
    const event = { v: 1, id, chain, seq, prev: seq === 1 ? null : '0'.repeat(64), kind, schema: 1 };
    const raw = JSON.stringify({ ...event, person: chain, at, body: said, parts });
    const epoch = '01940000-0000-7000-8000-000000000002';
    const receipt = { v: 1, chain, seq, hash: await sha256Hex(raw), outcome: 'stored', time: seq * 1_000, epoch };
    const signed = { sig: 'A'.repeat(86), kid: 'A'.repeat(43) };
    const body = { event: { raw, ...signed, wraps: [] }, receipt: { raw: JSON.stringify(receipt), ...signed } };
    rows.push(aRow('event', `${chain}/${seq}`, seq, body));
  }
  return rows;
}

function aRow(entity: string, key: string, n: number, body: unknown): PulledRow {
  return { entity, key, n, at: 1, body };
}

function throwIt(problem: unknown): never {
  throw problem;
}
