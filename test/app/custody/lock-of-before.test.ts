import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { enrolledByHand, noHub } from '../../support/enrolled-by-hand.ts';
import { draftAsOlder, forgetAsOlder, saveAsOlder, setOlderPin } from '../../support/older-lock.ts';
import { aPhone, type Phone, records, until } from '../../support/phone.ts';
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
