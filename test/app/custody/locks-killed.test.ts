import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftAsOlder, setOlderPin } from '../../support/older-lock.ts';
import { judged, type Phone, records, until } from '../../support/phone.ts';
import { aSharedPhone, begins, notes, restarted } from '../../support/shared-phone.ts';

const [pin, newPin, oldPin] = ['命运284917', '命运395028', '命运406139'];
const matter = {
  ...{ v: 1, act: 'crop-burning', party: 'person', name: '', idNumber: '', phone: '', plate: '', fix: null },
  ...{ note: '不知谁写的', happenedAt: 1 },
};

const opened: Phone[] = [];
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {})); // what was killed is told there
afterEach(() => {
  vi.restoreAllMocks();
  for (const phone of opened.splice(0)) phone.close();
});

/** A phone of three with a draft and a record of its first person, who is on duty, as it stands before a deed; and the same restarted. */
async function aScene(prepare: (phone: Phone, draft: string) => Promise<unknown>) {
  const { phone } = await aSharedPhone();
  const record = await records(phone, 1);
  const draft = await begins(phone, '甲的草稿', 2);
  await prepare(phone, draft);
  const next = restarted(phone);
  opened.push(next);
  return { phone: next, draft, record };
}

const writers = ['add', 'put', 'delete', 'clear'] as const;

/** Only `n` transactions that write come through, as when the browser is killed in the next; answers whether there was a next. */
async function killedAt(n: number, deed: () => Promise<unknown>): Promise<boolean> {
  const begun = new Set<IDBTransaction>();
  const spies = writers.map((name) => {
    const write = IDBObjectStore.prototype[name] as (...given: unknown[]) => IDBRequest;
    return vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...given: unknown[]
    ) {
      begun.add(this.transaction);
      if (begun.size > n) throw new DOMException('killed', 'AbortError');
      return write.apply(this, given) as never;
    });
  });
  await deed().catch(() => undefined);
  for (const spy of spies) spy.mockRestore();
  return begun.size > n;
}

type Deed = (phone: Phone, draft: string) => Promise<unknown>;
const set: Deed = (phone) => phone.lock.setPin(pin);
const older: Deed = (phone) => setOlderPin(phone.database, oldPin);

/** What is done, before it what was done, and with which PINs it opens afterwards at the latest. */
const deeds: [string, Deed, Deed, readonly string[]][] = [
  ['the first PIN is set', async () => {}, set, [pin]],
  ['another PIN is set', set, (phone) => phone.lock.unlock(pin).then(() => phone.lock.setPin(newPin)), [pin, newPin]],
  ['the PIN is taken away', set, (phone) => phone.lock.removePin(pin), [pin]],
  ['the lock of before is opened', older, (phone) => phone.lock.unlock(oldPin), [oldPin]],
  [
    'one’s own PIN is set after it',
    (phone, draft) => older(phone, draft).then(() => restarted(phone).lock.unlock(oldPin)),
    (phone) => phone.lock.unlock(oldPin).then(() => phone.lock.setPin(newPin)),
    [oldPin, newPin],
  ],
];

describe('a browser that is killed between any two writes', () => {
  it.each(deeds)('while %s leaves draft, photos and review copy to their owner', async (_, before, deed, pins) => {
    for (let n = 0; ; n += 1) {
      const { phone, draft, record } = await aScene(before);
      const isKilled = await killedAt(n, () => deed(phone, draft));
      const next = restarted(phone);
      opened.push(next);
      for (const one of pins) await next.lock.unlock(one);
      const at = `killed in transaction ${n}`;
      const [own] = await until(next.drafts.all);
      expect(own, at).toMatchObject({ id: draft, note: '甲的草稿', photos: [{}, {}] });
      expect(await next.drafts.readPhoto(draft, own?.photos[0]?.part ?? ''), at).toHaveProperty('size', 2_000);
      expect(await next.records.openFields(record), at).toMatchObject({ name: '赵钱孙李某' });
      expect(await next.drafts.finalise(draft, judged), at).toEqual({ ok: true, id: draft });
      expect(await next.records.openFields(draft), at).toMatchObject({ note: '甲的草稿' });
      if (!isKilled) break;
    }
  });

  it('while the PIN is forgotten gives up all or nothing, and never a record', async () => {
    for (let n = 0; ; n += 1) {
      const { phone, record } = await aScene(set);
      const isKilled = await killedAt(n, () => phone.lock.forget());
      const next = restarted(phone);
      opened.push(next);
      await next.lock.unlock(pin);
      const [left, copy] = [await notes(next), await next.records.openFields(record)];
      expect([left.length, copy !== null], `killed in transaction ${n}`).toEqual(isKilled ? [1, true] : [0, false]);
      expect(await next.database.parts.count(), `killed in transaction ${n}`).toBe(isKilled ? 4 : 2);
      expect(await next.database.partBytes.count()).toBe(await next.database.parts.count());
      if (!isKilled) break;
    }
  });

  it('while a draft of before is taken over, or finished under one’s own key, leaves the draft or the record', async () => {
    const goesOn = async (phone: Phone) => {
      await phone.lock.unlock(pin);
      const [draft] = await until(phone.drafts.all, (all) => all.some(({ note }) => note.startsWith('不知')));
      const before = (await until(phone.drafts.all)).find(({ note }) => note.startsWith('不知')) ?? draft;
      if (!before) throw new Error('no draft');
      await phone.drafts.save({ ...before, note: '不知，甲接着写' });
      await phone.drafts.finalise(before.id, judged);
    };
    for (let n = 0; ; n += 1) {
      const { phone } = await aScene(async (shared, draft) => {
        await draftAsOlder(shared.database, matter);
        await set(shared, draft);
      });
      const isKilled = await killedAt(n, () => goesOn(phone));
      const next = restarted(phone);
      opened.push(next);
      await next.lock.unlock(pin);
      const left = (await notes(next)).filter((note) => note.startsWith('不知'));
      const copies = await Promise.all((await until(next.records.all)).map(({ id }) => next.records.openFields(id)));
      const finished = copies.flatMap((fields) => (fields?.note.startsWith('不知') ? [fields.note] : []));
      expect([...left, ...finished], `killed in transaction ${n}`).toHaveLength(1);
      expect(copies, `killed in transaction ${n}`).not.toContain(null);
      if (!isKilled) break;
      expect(finished, `killed in transaction ${n}`).toEqual([]);
    }
  });
});
