import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { enrolledByHand, noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, judged, type Phone, records, until } from '../../support/phone.ts';
import {
  aSharedPhone,
  begins,
  colleague,
  finishes,
  grantOf,
  joins,
  lockOf,
  notes,
} from '../../support/shared-phone.ts';

const [pin, hisPin] = ['命运284917', '命运395028'];
const opened: Phone[] = [];
async function shared() {
  const { phone, grants } = await aSharedPhone();
  opened.push(phone);
  const [one, other, third] = grants;
  return { phone, one, other, third };
}
afterEach(() => {
  for (const phone of opened.splice(0)) phone.close();
});

const openable = async (phone: Phone, id: string) => (await phone.records.openFields(id)) !== null;
const others = (phone: Phone) => until(phone.people.othersDrafts);

describe('people who share a phone', () => {
  it('are each shown their own drafts and review copies alone, and how many drafts others have', async () => {
    const { phone, one, other } = await shared();
    await begins(phone, '甲的草稿', 1);
    const id = await records(phone, 1);
    await phone.people.goOnDuty(other.id);
    expect([await notes(phone), await others(phone), await openable(phone, id)]).toEqual([[], 1, false]);
    const [record] = await until(phone.records.all, (all) => all.length === 1);
    expect(record).toMatchObject({ id, isOthers: true, body: { act: 'crop-burning' } });
    const part = (await phone.stores.chains.byId(id))?.parts.find(({ role }) => role === 'photo');
    expect(await phone.records.openPhoto(id, part?.sha256 ?? '')).toBeNull();
    await begins(phone, '乙的草稿');
    expect([await notes(phone), await others(phone)]).toEqual([['乙的草稿'], 1]);
    await phone.people.goOnDuty(one.id);
    expect([await notes(phone), await others(phone), await openable(phone, id)]).toEqual([['甲的草稿'], 1, true]);
    expect((await until(phone.records.one(id)))?.isOthers).toBe(false);
  });

  it('cannot write in, finish, or open the photos of, one another’s drafts', async () => {
    const { phone, other } = await shared();
    const id = await begins(phone, '甲的草稿', 1);
    const [draft] = await until(phone.drafts.all, (all) => all.length === 1);
    if (!draft) throw new Error('no draft');
    for (const withPin of [false, true]) {
      if (withPin) await phone.lock.setPin(pin);
      await phone.people.goOnDuty(other.id);
      await expect(phone.drafts.save({ ...draft, note: '改' })).rejects.toThrow('else');
      expect(await phone.drafts.finalise(id, judged)).toEqual({ ok: false, because: 'locked' });
      await expect(phone.drafts.readPhoto(id, draft.photos[0]?.part ?? '')).rejects.toThrow('else');
      await phone.people.goOnDuty((await until(phone.people.state))?.all[0]?.id ?? '');
    }
    expect(await phone.lock.unlock(pin)).toEqual({ ok: true });
    expect(await notes(phone)).toEqual(['甲的草稿']);
    await finishes(phone, id);
    expect(await openable(phone, id)).toBe(true);
  });

  it('have each a PIN of his own, which opens nothing of anybody else', async () => {
    const { phone, one, other } = await shared();
    await begins(phone, '甲的草稿');
    expect(await phone.lock.setPin(pin)).toEqual({ ok: true });
    await phone.people.goOnDuty(other.id);
    expect(await lockOf(phone)).toBe('none');
    await begins(phone, '乙的草稿');
    expect(await phone.lock.setPin(hisPin)).toEqual({ ok: true });
    await phone.people.goOnDuty(one.id);
    expect([await lockOf(phone), await notes(phone)]).toEqual(['locked', []]);
    expect(await phone.lock.unlock(hisPin)).toMatchObject({ ok: false, because: 'wrong' });
    expect(await phone.lock.unlock(pin)).toEqual({ ok: true });
    expect(await notes(phone)).toEqual(['甲的草稿']);
    expect(await phone.lock.removePin(pin)).toEqual({ ok: true });
    await phone.people.goOnDuty(other.id);
    expect([await lockOf(phone), await notes(phone)]).toEqual(['locked', []]);
    expect(await phone.lock.unlock(hisPin)).toEqual({ ok: true });
    expect(await notes(phone)).toEqual(['乙的草稿']);
  });

  it('take their key along when the phone changes hands, in every tab, and have to open it again', async () => {
    const { phone, one, other } = await shared();
    await phone.lock.setPin(pin);
    const tab = aPhone({ fetch: noHub, profile: phone.profile });
    opened.push(tab);
    expect(await tab.lock.unlock(pin)).toEqual({ ok: true });
    await phone.people.goOnDuty(other.id);
    await phone.people.goOnDuty(one.id);
    for (const each of [phone, tab]) {
      await expect(each.drafts.open()).rejects.toThrow('locked');
      expect(await lockOf(each)).toBe('locked');
    }
  });

  it('lose with a forgotten PIN their own drafts and copies, and nothing of anybody else', async () => {
    const { phone, one, other } = await shared();
    await begins(phone, '甲的草稿', 1);
    const mine = await records(phone, 1);
    await phone.lock.setPin(pin);
    await phone.people.goOnDuty(other.id);
    await begins(phone, '乙的草稿', 2);
    const his = await records(phone, 0);
    await phone.lock.setPin(hisPin);
    await phone.lock.lock();
    const events = await phone.database.events.toArray();
    await phone.lock.forget();
    expect([await lockOf(phone), await notes(phone), await openable(phone, his)]).toEqual(['none', [], false]);
    await phone.people.goOnDuty(one.id);
    await phone.lock.unlock(pin);
    expect([await notes(phone), await openable(phone, mine)]).toEqual([['甲的草稿'], true]);
    expect(await phone.database.events.toArray()).toEqual(events);
    const [draft] = await until(phone.drafts.all);
    expect(await phone.drafts.readPhoto(draft?.id ?? '', draft?.photos[0]?.part ?? '')).toHaveProperty('size', 2_000);
    expect(await phone.database.parts.where('state').equals('own-draft').count()).toBe(1);
  });

  it('each wait for their own wrong PINs', async () => {
    const { phone, one, other } = await shared();
    await phone.lock.setPin(pin);
    await phone.lock.lock();
    for (let miss = 1; miss <= 5; miss += 1) await phone.lock.unlock('wrong-pin');
    expect(await phone.lock.unlock(pin)).toMatchObject({ because: 'wait' });
    await phone.people.goOnDuty(other.id);
    await phone.lock.setPin(hisPin);
    await phone.lock.lock();
    expect(await phone.lock.unlock(hisPin)).toEqual({ ok: true });
    await phone.people.goOnDuty(one.id);
    expect(await phone.lock.unlock(pin)).toMatchObject({ because: 'wait' });
  });

  it('keep what the first of them wrote and locked before the hub knew him', async () => {
    const phone = aPhone({ fetch: noHub });
    opened.push(phone);
    await phone.keys.ensure();
    const draft = await phone.drafts.open();
    await phone.drafts.save({ ...draft, note: '登记之前' });
    await phone.lock.setPin(pin);
    await enrolledByHand(phone);
    expect(await notes(phone)).toEqual(['登记之前']);
    const first = await grantOf(phone);
    const second = colleague(first, 'a', '李巡山');
    await joins(phone, second);
    expect([await lockOf(phone), await notes(phone), await others(phone)]).toEqual(['none', [], 1]);
    await phone.people.goOnDuty(first.id);
    await phone.lock.unlock(pin);
    expect(await notes(phone)).toEqual(['登记之前']);
  });
});
