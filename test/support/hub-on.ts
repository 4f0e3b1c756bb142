import { buildHub } from '../../src/hub/build-hub.ts';
import { issueCode } from '../../src/hub/custody/issue-code.ts';
import { openHubKeys } from '../../src/hub/keys/hub-keys.ts';
import type { PartStore } from '../../src/hub/ports.ts';
import { Metrics } from '../../src/hub/routes/metrics.ts';
import type { FreshDatabase } from './hub-database.ts';
import { type HubUnderTest, SettableClock, shelfOf, testPublicUrl } from './hub-under-test.ts';
import { MemoryPartStore } from './memory-part-store.ts';

export interface HubPlaces {
  readonly fresh: FreshDatabase;
  readonly keyFolder: string;
  readonly partStore: PartStore;
  readonly now: number;
}

/** A hub on a database, keys and parts that are there already, asked in process. Closing it leaves the three. */
export async function hubOn({ fresh, keyFolder, partStore, now }: HubPlaces): Promise<HubUnderTest> {
  const { database, url: databaseUrl } = fresh;
  const clock = new SettableClock(now);
  const keys = await openHubKeys(keyFolder, database, now);
  const metrics = new Metrics();
  const shelf = shelfOf({ keys, database, clock }, null);
  await shelf.open();
  const packagesFolder = 'public/packages';
  const basic = { database, keys, clock, metrics, shelf, publicUrl: testPublicUrl, packagesFolder };
  const app = await buildHub({ ...basic, parts: partStore, appFolder: null });
  const code: HubUnderTest['code'] = async (role, name = '示例管理员') => {
    const draft = { name, role, area: '*', issuedBy: null };
    return (await database.transaction((tx) => issueCode(tx, keys, clock.now(), draft))).code;
  };
  return {
    ...{ app, database, databaseUrl, keys, keyFolder, shelf, clock, metrics, code },
    parts: new MemoryPartStore(),
    close: () => app.close(),
  };
}
