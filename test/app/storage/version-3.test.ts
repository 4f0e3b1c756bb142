import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseName, HulinDatabase } from '../../../src/app/storage/database.ts';
import { dumpDatabase } from '../../support/dump-database.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, judged, type Phone, until } from '../../support/phone.ts';
import { fixturePin, leavePhoneDatabase, noLessThan, readPhoneFixture } from '../../support/phone-fixture.ts';

const fixture = readPhoneFixture(3);

describe('the versions of the phone’s database', () => {
  it('are fixtures, every one: `npx vitest run --config test/fixture.config.ts phone`', () => {
    const versions = Array.from({ length: new HulinDatabase(databaseName).verno }, (_, index) => index + 1);
    for (const version of versions)
      expect(existsSync(`test/fixtures/phone-database-v${version}.json`), `${version}`).toBe(true);
  });
});

describe('a database that version 3 of the app left, behind a PIN', () => {
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
    const empty = fixture.dump.stores.filter(({ name }) => fixture.dump.rows[name]?.length === 0);
    expect(empty.map(({ name }) => name)).toEqual(['shadow', 'situation']); // version 1 left these
  });

  it('tells what became of records on a closed chain, of those that went over, and of those carried for another', async () => {
    const own = await until(phone.records.all, (all) => all.length === 4);
    expect(own.map(({ custody }) => custody)).toEqual(['saved', 'verified', 'verified', 'needs-you']);
    expect(await until(phone.courier.carried)).toMatchObject([
      { events: { total: 2, received: 2 }, isDelivered: true },
    ]);
  });

  it('opens by its PIN and no other, and its draft is finished and chained after its last event', async () => {
    expect(await phone.lock.unlock('命运284918')).toMatchObject({ ok: false });
    expect(await phone.lock.unlock(fixturePin)).toEqual({ ok: true });
    const [draft] = await until(phone.drafts.all, (all) => all.length === 1);
    expect(draft).toMatchObject({ act: 'crop-burning', plate: '鲁K12345', photos: [{ type: 'image/jpeg' }] });
    const [newest] = await until(phone.records.all, (all) => all.length === 4);
    expect(await phone.records.openFields(newest?.id ?? '')).toMatchObject({ name: '赵钱孙李某' });
    expect(await phone.drafts.finalise(draft?.id ?? '', judged)).toMatchObject({ ok: true });
    const all = await until(phone.records.all, (rows) => rows.length === 5);
    expect(all[0]?.seq).toBe((newest?.seq ?? 0) + 1);
  });
});
