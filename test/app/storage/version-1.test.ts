import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dumpDatabase } from '../../support/dump-database.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, judged, until } from '../../support/phone.ts';
import { leavePhoneDatabase, noLessThan, readPhoneFixture } from '../../support/phone-fixture.ts';

const fixture = readPhoneFixture(1);

describe('a database that version 1 of the app left', () => {
  it('is read by the present code, every table of it', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    for (const { name } of fixture.dump.stores) {
      expect(await phone.database.table(name).count(), name).toBe(fixture.dump.rows[name]?.length);
      expect(fixture.dump.rows[name]?.length, name).toBeGreaterThan(0);
    }
    const own = await until(phone.records.all, (all) => all.length === 2);
    expect(own.map(({ seq, custody, photos }) => [seq, custody, photos.received, photos.total])).toEqual([
      [2, 'saved', 0, 1],
      [1, 'verified', 2, 2],
    ]);
    for (const { id } of own) expect(await phone.records.openFields(id)).toMatchObject({ name: '赵钱孙李某' });
    expect(await until(phone.enrolment.profile)).toMatchObject({
      grant: { role: 'ranger', person: { name: '王海林' } },
    });
    expect(await until(phone.pulled.readings)).toMatchObject([{ station: 'lk-smoke-01', value: 0.02 }]);
    expect((await phone.stores.pulled.read('permit'))[0]).toMatchObject({
      key: 'from-a-later-hub',
      body: { later: true },
    });
    expect(await until(phone.stores.settings.watch('share-positions'))).toBe(false);
    phone.close();
  });

  it('has no table, key or index that the present code dropped, and no row changed by being opened', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    await phone.database.open();
    const { stores, rows } = await dumpDatabase(phone.database);
    expect(stores).toEqual(expect.arrayContaining(fixture.dump.stores.map(noLessThan)));
    for (const name of ['events', 'receipts', 'drafts']) expect(rows[name], name).toEqual(fixture.dump.rows[name]);
    phone.close();
  });

  it('goes on: its draft is finished and chained after its last event', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    const [draft] = await until(phone.drafts.all, (all) => all.length === 1);
    expect(draft).toMatchObject({ act: 'crop-burning', plate: '鲁K12345', photos: [{ type: 'image/jpeg' }] });
    expect(await phone.drafts.finalise(draft?.id ?? '', judged)).toMatchObject({ ok: true });
    expect((await until(phone.records.all, (all) => all.length === 3)).map(({ seq }) => seq)).toEqual([3, 2, 1]);
    phone.close();
  });
});
