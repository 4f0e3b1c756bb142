import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { receiptsBetween } from '../../../src/app/storage/receipt-blocks.ts';
import { dumpDatabase } from '../../support/dump-database.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone } from '../../support/phone.ts';
import { leavePhoneDatabase, noLessThan, readPhoneFixture } from '../../support/phone-fixture.ts';

const fixture = readPhoneFixture(5);

describe('a database that version 5 of the app left', () => {
  it('has every row it had, and what came together is found one by one', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    await phone.database.open();
    const { stores, rows } = await dumpDatabase(phone.database);
    expect(stores).toEqual(expect.arrayContaining(fixture.dump.stores.map(noLessThan)));
    expect(rows).toMatchObject(fixture.dump.rows);
    const chain = '01940000-0000-7000-8000-00000000000b';
    expect((await receiptsBetween(phone.database, chain, 1, 50)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await phone.stores.pulled.ownEvents(chain)).toHaveLength(50);
    expect(await phone.stores.pulled.readOne('event', `${chain}/50`)).toMatchObject({ n: 1_000_050 });
    phone.close();
  });
});
