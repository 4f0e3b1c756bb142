import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isInside } from '../../../src/domain/geo/is-inside.ts';
import { dumpDatabase } from '../../support/dump-database.ts';
import { noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, until } from '../../support/phone.ts';
import { leavePhoneDatabase, noLessThan, readPhoneFixture } from '../../support/phone-fixture.ts';

const fixture = readPhoneFixture(2);

describe('a database that version 2 of the app left', () => {
  it('has rows in every table, and all of them are there', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    for (const { name } of fixture.dump.stores) {
      expect(await phone.database.table(name).count(), name).toBe(fixture.dump.rows[name]?.length);
      expect(fixture.dump.rows[name]?.length, name).toBeGreaterThan(0);
    }
    phone.close();
  });

  it('goes on judging and drawing by the zone package it had downloaded', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    await phone.packages.load();
    const active = await until(phone.packages.active);
    expect(active?.zones[0].citation).toMatchObject({ id: 'weihai-forests', version: '1', demonstration: false });
    const { forest } = active?.zones[0].zones.layers ?? {};
    expect([122.01, 122.03].map((lon) => forest && isInside(forest, lon, 37.21))).toEqual([true, false]);
    const { drawings } = await phone.packages.mapLayers();
    expect(new TextDecoder().decode(await drawings[0]?.readBytes(0, 7))).toBe('PMTiles');
    expect(await until(phone.packageUpdates.state)).toMatchObject({
      confirmed: { time: Date.parse('2026-11-22T10:00:00+08:00'), zones: [active?.zones[0].citation.sha256] },
      chunks: { expected: 2, present: 2 },
    });
    phone.close();
  });

  it('has no table, key or index that the present code dropped, and no row changed by being opened', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, fixture);
    const phone = aPhone({ fetch: noHub, profile });
    await phone.database.open();
    const { stores, rows } = await dumpDatabase(phone.database);
    expect(stores).toEqual(expect.arrayContaining(fixture.dump.stores.map(noLessThan)));
    for (const name of ['events', 'packages', 'packageChunks', 'flatLayers', 'packagesInUse', 'packageList'])
      expect(rows[name], name).toEqual(fixture.dump.rows[name]);
    phone.close();
  });
});
