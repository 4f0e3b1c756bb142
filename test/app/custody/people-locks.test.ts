import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { enrolledByHand, noHub } from '../../support/enrolled-by-hand.ts';
import { draftAsOlder, forgetAsOlder, saveAsOlder, setOlderPin } from '../../support/older-lock.ts';
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
  restarted,
} from '../../support/shared-phone.ts';

const [pin, hisPin, oldPin] = ['命运284917', '命运395028', '命运406139'];
const matter = (note: string) => ({
  ...{ v: 1, act: 'crop-burning', party: 'person', name: '', idNumber: '', phone: '', plate: '', fix: null },
  ...{ note, happenedAt: 1 },
});

const opened: Phone[] = [];
async function shared() {
  const { phone, grants } = await aSharedPhone();
  opened.push(phone);
  const [one, other, third] = grants;
  return { phone, one, other, third };
}
/** The same phone after its browser was killed. */
function again(phone: Phone): Phone {
  const next = restarted(phone);
  opened.push(next);
  return next;
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

describe('the one PIN a phone had before', () => {
  it('opens once for each, and each has a lock of his own from then on', async () => {
    const { phone, one, other } = await shared();
    const mine = await records(phone, 0);
    await phone.people.goOnDuty(other.id);
    const his = await records(phone, 0);
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    expect([await lockOf(next), await openable(next, his)]).toEqual(['locked', false]);
    expect(await next.lock.unlock('wrong-pin')).toMatchObject({ ok: false, misses: 1 });
    expect(await next.lock.unlock(oldPin)).toEqual({ ok: true });
    expect(await until(next.lock.state)).toMatchObject({ kind: 'unlocked', isOld: true });
    expect([await openable(next, his), await openable(next, mine)]).toEqual([true, false]);
    expect(await next.lock.setPin(hisPin)).toEqual({ ok: true });
    expect(await until(next.lock.state)).toMatchObject({ kind: 'unlocked', isOld: false });
    await next.people.goOnDuty(one.id);
    expect(await lockOf(next)).toBe('locked');
    expect(await next.lock.unlock(hisPin)).toMatchObject({ ok: false });
    expect(await next.lock.unlock(oldPin)).toEqual({ ok: true });
    expect([await openable(next, mine), await openable(next, his)]).toEqual([true, false]);
    await next.people.goOnDuty(other.id);
    expect(await next.lock.unlock(oldPin)).toMatchObject({ ok: false, because: 'wrong' });
    expect(await next.lock.unlock(hisPin)).toEqual({ ok: true });
  });

  it('leaves a draft that bears nobody’s name to whoever writes on in it', async () => {
    const { phone, one, other, third } = await shared();
    const id = await draftAsOlder(phone.database, matter('不知谁写的'));
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    await next.lock.unlock(oldPin);
    expect(await notes(next)).toEqual(['不知谁写的']);
    await next.lock.lock();
    await next.lock.unlock(oldPin);
    expect(await notes(next), 'behind his own lock he has not opened the one of before').toEqual([]);
    expect(await until(next.lock.state)).toMatchObject({ left: { drafts: 1, way: 'pin' } });
    expect(await next.lock.unlockBefore('wrong-pin')).toMatchObject({ ok: false });
    expect(await next.lock.unlockBefore(oldPin)).toEqual({ ok: true });
    expect([await notes(next), (await until(next.lock.state)).left]).toEqual([['不知谁写的'], null]);
    await next.people.goOnDuty(other.id);
    expect(await notes(next)).toEqual([]);
    await next.lock.unlock(oldPin);
    const [draft] = await until(next.drafts.all, (all) => all.length === 1);
    if (!draft) throw new Error('no draft');
    await next.drafts.save({ ...draft, note: '乙接着写' });
    await next.people.goOnDuty(third.id);
    await next.lock.unlock(oldPin);
    expect([await notes(next), await others(next)]).toEqual([[], 1]);
    await next.people.goOnDuty(one.id);
    await next.lock.unlock(oldPin);
    expect([await notes(next), (await until(next.lock.state)).left]).toEqual([[], null]);
    await next.people.goOnDuty(other.id);
    await next.lock.unlock(oldPin);
    await finishes(next, id);
    expect(await openable(next, id)).toBe(true);
  });

  it('is gone with the last who stood behind it', async () => {
    const { phone, one, other, third } = await shared();
    const mine = await records(phone, 0);
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    for (const grant of [one, other, third]) {
      expect(await next.database.lock.count()).toBe(1);
      await next.people.goOnDuty(grant.id);
      expect(await next.lock.unlock(oldPin)).toEqual({ ok: true });
    }
    expect(await next.database.lock.count()).toBe(0);
    expect((await next.database.profile.get('only'))?.localKey).toBeInstanceOf(CryptoKey);
    await next.people.goOnDuty(one.id);
    await next.lock.unlock(oldPin);
    expect(await openable(next, mine)).toBe(true);
  });

  it('is forgotten by one, who loses his own copies, and opens for the others as before', async () => {
    const { phone, one, other } = await shared();
    const mine = await records(phone, 0);
    await phone.people.goOnDuty(other.id);
    const his = await records(phone, 0);
    await draftAsOlder(phone.database, matter('不知谁写的'));
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    await next.lock.forget();
    expect([await lockOf(next), await openable(next, his), await notes(next)]).toEqual(['none', false, []]);
    await begins(next, '乙的新草稿');
    expect(await notes(next)).toEqual(['乙的新草稿']);
    await next.people.goOnDuty(one.id);
    expect(await next.lock.unlock(oldPin)).toEqual({ ok: true });
    expect([await openable(next, mine), await notes(next)]).toEqual([true, ['不知谁写的']]);
  });

  it('is not asked of somebody who came after it', async () => {
    const { phone, one } = await shared();
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    await joins(next, colleague(one, 'c', '周新来'));
    expect(await lockOf(next)).toBe('none');
    await begins(next, '新来的草稿');
    expect(await notes(again(next))).toEqual(['新来的草稿']);
  });
});

describe('a build that knows one lock for everybody', () => {
  it('cannot open what is under a key of one’s own, and leaves it whole though it gives up all it knows', async () => {
    const { phone, one, other } = await shared();
    const id = await begins(phone, '甲的草稿', 2);
    await phone.lock.setPin(pin);
    await phone.people.goOnDuty(other.id);
    await begins(phone, '乙的草稿');
    const { database } = phone;
    const open = (await database.profile.get('only'))?.localKey;
    expect(open).toBeInstanceOf(CryptoKey);
    expect((await database.drafts.toArray()).map(({ id: each }) => each)).not.toContain(id);
    await setOlderPin(database, oldPin);
    await forgetAsOlder(database);
    const next = again(phone);
    await next.people.goOnDuty(one.id);
    expect(await next.lock.unlock(pin)).toEqual({ ok: true });
    const [draft] = await until(next.drafts.all, (all) => all.length === 1);
    expect(draft).toMatchObject({ id, note: '甲的草稿', photos: [{}, {}] });
    await finishes(next, id);
    expect((await next.stores.chains.byId(id))?.parts).toHaveLength(3);
  });

  it('may go on with drafts of people without a PIN and set its own; all is found again afterwards', async () => {
    const { phone, one, other } = await shared();
    const id = await begins(phone, '甲的草稿');
    await phone.people.goOnDuty(other.id);
    await begins(phone, '乙的草稿');
    await phone.lock.setPin(hisPin);
    await saveAsOlder(phone.database, id, matter('旧版接着写'));
    await draftAsOlder(phone.database, matter('旧版新写'));
    await setOlderPin(phone.database, oldPin);
    const next = again(phone);
    await next.people.goOnDuty(one.id);
    expect(await next.lock.unlock(oldPin)).toEqual({ ok: true });
    expect(await notes(next)).toEqual(['旧版接着写', '旧版新写'].sort());
    await next.people.goOnDuty(other.id);
    expect(await next.lock.unlock(hisPin)).toEqual({ ok: true });
    expect(await notes(next)).toEqual(['乙的草稿']);
    expect(await next.lock.unlockBefore(oldPin)).toEqual({ ok: true });
    expect(await notes(next)).toEqual(['乙的草稿', '旧版接着写', '旧版新写'].sort());
  });

  it('left a draft on a phone of one person: it is his when a colleague comes, and goes behind his PIN', async () => {
    const phone = aPhone({ fetch: noHub });
    opened.push(phone);
    await enrolledByHand(phone);
    const first = await grantOf(phone);
    await draftAsOlder(phone.database, matter('升级之前'));
    expect(await notes(phone)).toEqual(['升级之前']);
    await joins(phone, colleague(first, 'a', '李巡山'));
    expect([await notes(phone), await others(phone)]).toEqual([[], 1]);
    await phone.people.goOnDuty(first.id);
    await phone.lock.setPin(pin);
    expect(await phone.database.drafts.count()).toBe(0);
    expect(await notes(phone)).toEqual(['升级之前']);
  });
});
