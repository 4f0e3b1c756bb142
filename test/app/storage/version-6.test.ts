import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dumpDatabase } from '../../support/dump-database.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, judged, type Phone, until } from '../../support/phone.ts';
import {
  fixtureOldPin,
  fixturePin,
  leavePhoneDatabase,
  noLessThan,
  readPhoneFixture,
} from '../../support/phone-fixture.ts';

const fixture = readPhoneFixture(6);

describe('a database that version 6 of the app left, of two people, one behind his own PIN and one behind that of before', () => {
  let phone: Phone;
  beforeEach(async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    phone = aPhone({ fetch: noHub, profile });
  });
  afterEach(() => phone.close());

  it('has every row it had, and no table, key or index less', async () => {
    await phone.database.open();
    const { stores, rows } = await dumpDatabase(phone.database);
    expect(stores).toEqual(expect.arrayContaining(fixture.dump.stores.map(noLessThan)));
    expect(rows).toMatchObject(fixture.dump.rows);
  });

  it('opens for each by his PIN, what is his alone, and for both what nobody signed', async () => {
    expect(await phone.lock.unlock(fixtureOldPin)).toMatchObject({ ok: false });
    expect(await phone.lock.unlock(fixturePin)).toEqual({ ok: true });
    const [draft] = await until(phone.drafts.all, (all) => all.length === 1);
    expect(draft).toMatchObject({ plate: '鲁K12345', photos: [{ type: 'image/jpeg' }] });
    const [newest] = await until(phone.records.all, (all) => all.length > 0);
    expect(await phone.records.openFields(newest?.id ?? '')).toMatchObject({ name: '赵钱孙李某' });
    expect(await phone.drafts.finalise(draft?.id ?? '', judged)).toMatchObject({ ok: true });
    expect(await phone.lock.unlockBefore(fixtureOldPin)).toEqual({ ok: true });
    expect(await until(phone.drafts.all, (all) => all.length === 1)).toMatchObject([{ note: '不知谁写的' }]);
    const second = (await until(phone.people.state))?.all[1];
    await phone.people.goOnDuty(second?.id ?? '');
    expect(await phone.lock.unlock(fixtureOldPin)).toEqual({ ok: true });
    expect(await until(phone.drafts.all, (all) => all.length === 1)).toMatchObject([{ note: '不知谁写的' }]);
    expect(await phone.records.openFields(newest?.id ?? '')).toBeNull();
  });
});
