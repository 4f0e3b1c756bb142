import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { forgetErased } from '../../../src/app/storage/forget-erased.ts';
import { PulledStore } from '../../../src/app/storage/pulled-store.ts';

const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;

describe('a record that was erased at the hub', () => {
  const wrap = { to: 'hub', alg: 'HPKE-P256-SHA256-A256GCM' as const, enc: 'e', key: 'k' };
  const rest = { kind: 'violation', sig: 's', kid: 'k', parts: [], bytes: 2, savedAt: 1 };
  const event = (id: string, seq: number, chain = 'c') => {
    const raw = JSON.stringify({ id, about: 'erased' });
    return { ...rest, chain, id, seq, hash: `${chain}/${seq}`, raw, wraps: [wrap] };
  };
  const row = (entity: string, key: string, body: object = {}) => ({ entity, key, n: 1, at: 1, body });
  const pulledEvent = ({ hash, raw, wraps }: ReturnType<typeof event>) =>
    row('event', hash, { event: { raw, sig: 's', kid: 'k', wraps }, receipt: { raw: 'r' } });
  const page = { cursor: 'next', restarted: false, more: false, time: 1, verified: [] };
  const erasures = [
    row('erasure', 'erased', { event: 'erased', chain: 'c', seq: 1 }),
    row('erasure', 'erased', { event: 'erased', chain: 'old', seq: 7 }),
  ];

  it('loses its keys on the phone that wrote it, signed as it was; others keep theirs', async () => {
    const database = new HulinDatabase(randomUUID());
    const key = { iv: new Uint8Array(12), wrapped: new Uint8Array(48) };
    await database.recordKeys.bulkPut([
      { event: 'erased', ...key },
      { event: 'kept', ...key },
    ]);
    await database.events.bulkAdd([event('erased', 1), event('kept', 2)]);
    const rows = [...erasures, row('custody', 'kept')];
    expect(await new PulledStore(database).applyPage(null, { ...page, rows }, forgetErased)).toBe(true);
    expect(await database.recordKeys.toCollection().primaryKeys()).toEqual(['kept']);
    expect(await database.events.orderBy('[chain+seq]').toArray()).toEqual([
      { ...event('erased', 1), wraps: [] },
      event('kept', 2),
    ]);
    database.close();
  });

  it('loses them wherever it stands: as the hub told it, before it was written anew, and where it is carried', async () => {
    const database = new HulinDatabase(randomUUID());
    const stands = [event('erased', 1), event('kept', 2), event('erased', 7, 'old')] as const;
    await database.pulled.bulkPut(stands.map(pulledEvent));
    await database.shadow.bulkPut(stands.map(pulledEvent));
    await database.replacedEvents.bulkPut([...stands]);
    await database.carriedEvents.bulkPut(stands.map((one) => ({ ...one, jwk, refused: null })));
    expect(await new PulledStore(database).applyPage(null, { ...page, rows: erasures }, forgetErased)).toBe(true);
    const left = (rows: readonly { readonly wraps: readonly unknown[] }[]) => rows.map(({ wraps }) => wraps.length);
    const told = (await database.pulled.where('entity').equals('event').toArray()).map(({ body }) => body);
    expect(told).toMatchObject([{ event: { wraps: [] } }, { event: { wraps: [wrap] } }, { event: { wraps: [] } }]);
    expect(told).toMatchObject(stands.map(({ raw }) => ({ event: { raw }, receipt: { raw: 'r' } })));
    expect(left(await database.replacedEvents.toArray())).toEqual([0, 1, 0]);
    expect(left(await database.carriedEvents.toArray())).toEqual([0, 1, 0]);
    database.close();
  });

  it('loses none when only another device’s under the same id was: not its author, nor whoever carries it', async () => {
    const database = new HulinDatabase(randomUUID());
    const key = { event: 'taken', iv: new Uint8Array(12), wrapped: new Uint8Array(48) };
    await database.recordKeys.put(key);
    const [own, before, carried] = [event('taken', 1), event('taken', 7, 'old'), event('taken', 3, 'carried')];
    await database.events.add(own);
    await database.replacedEvents.add(before);
    await database.carriedEvents.add({ ...carried, jwk, refused: null });
    const rows = [row('erasure', 'taken', { event: 'taken', chain: 'strangers', seq: 3 })];
    await new PulledStore(database).applyPage(null, { ...page, rows }, forgetErased);
    expect(await database.recordKeys.toArray()).toEqual([key]);
    expect(await database.events.toArray()).toEqual([own]);
    expect(await database.replacedEvents.toArray()).toEqual([before]);
    expect(await database.carriedEvents.toArray()).toMatchObject([{ wraps: [wrap] }]);
    database.close();
  });

  it('loses them under its own id, whatever the hub tells it by', async () => {
    const database = new HulinDatabase(randomUUID());
    await database.recordKeys.put({ event: 'erased', iv: new Uint8Array(12), wrapped: new Uint8Array(48) });
    await database.events.add(event('erased', 1));
    const rows = [row('erasure', 'c/1', { event: 'erased', chain: 'c', seq: 1 })];
    await new PulledStore(database).applyPage(null, { ...page, rows }, forgetErased);
    expect(await database.recordKeys.count()).toBe(0);
    expect(await database.events.toArray()).toEqual([{ ...event('erased', 1), wraps: [] }]);
    database.close();
  });
});
