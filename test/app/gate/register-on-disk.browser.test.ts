import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/gate/hl-gate-page.ts';
import { Chain } from '../../../src/app/custody/chain.ts';
import { LocalLock } from '../../../src/app/custody/local-lock.ts';
import { ChainRecords } from '../../../src/app/custody/own-records.ts';
import { finalisingPasses, passForm } from '../../../src/app/custody/pass-drafts.ts';
import { SealedDrafts } from '../../../src/app/custody/sealed-drafts.ts';
import { ChainStore } from '../../../src/app/storage/chain-store.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { DraftStore } from '../../../src/app/storage/draft-store.ts';
import { LockStore } from '../../../src/app/storage/lock-store.ts';
import { OwnKeys } from '../../../src/app/storage/own-keys.ts';
import { PartStore } from '../../../src/app/storage/part-store.ts';
import { ProfileStore } from '../../../src/app/storage/profile-store.ts';
import { PulledStore } from '../../../src/app/storage/pulled-store.ts';
import { enrolledByHand } from '../../support/enrolled-by-hand.ts';
import { aStation } from '../command/support/command-rows.ts';
import { FakeServices } from '../support/fake-services.ts';
import { show } from '../support/render.ts';

let database: HulinDatabase;
beforeEach(() => page.viewport(360, 740));
afterEach(async () => {
  document.body.replaceChildren();
  await database.delete();
});

/** The page over storage as the app has it: what it lists comes from the disk, and so after the touch that changed it. */
async function openOnDisk() {
  database = new HulinDatabase(crypto.randomUUID());
  const profiles = new ProfileStore(database);
  const [keys, locks] = [new OwnKeys(profiles), new LockStore(database)];
  const chains = new ChainStore(database);
  const stores = { chains, drafts: new DraftStore(database), parts: new PartStore(database), keys };
  await enrolledByHand({ keys, stores: { profiles } });
  const lock = new LocalLock({ locks, keys, wallNow: Date.now });
  const chain = new Chain(chains, async () => ({
    wall: 1,
    zone: 'UTC',
    monotonic: 1,
    boot: crypto.randomUUID(),
    seen: null,
  }));
  const finalise = finalisingPasses({ ...stores, chain, lock });
  const passes = new SealedDrafts(passForm, {
    ...stores,
    lock,
    finalise,
    makeThumbnail: async () => null,
    wallNow: Date.now,
  });
  const records = new ChainRecords({ ...stores, pulled: new PulledStore(database), lock });
  const services = Object.assign(new FakeServices(), { passes });
  services.stations.set([aStation({ id: 'lk-gate-01', kind: 'gate', name: { zh: '里口山卡口', en: 'Likou gate' } })]);
  records.all.subscribe(
    (rows) => services.records.set(rows),
    () => undefined,
  );
  await show('hl-gate-page', {}, services);
  const plates = async () => {
    const events = await database.events.toArray();
    return (await Promise.all(events.map(({ id }) => records.openFields(id)))).map((fields) => fields?.plate);
  };
  return { passes, plates };
}

const plate = () => page.getByLabelText('车牌号');

it('registers each of several entries, one after another', async () => {
  const { plates } = await openOnDisk();
  for (const [index, said] of ['鲁K00001', '鲁K00002', '鲁K00003', '鲁K00004'].entries()) {
    await expect.element(plate()).toHaveValue('');
    await userEvent.type(plate(), said);
    await page.getByRole('button', { name: '登记进山' }).click();
    await expect.poll(() => database.events.count()).toBe(index + 1);
  }
  await expect.element(page.getByRole('heading', { name: '还在山里 · 4' })).toBeVisible();
  expect(await plates()).toEqual(['鲁K00001', '鲁K00002', '鲁K00003', '鲁K00004']);
});

it('lets somebody out once, however often and quickly it is asked for', async () => {
  await openOnDisk();
  await page.getByRole('button', { name: '登记进山' }).click();
  const out = page.getByRole('button', { name: '出山：小型车' });
  await expect.element(out).toBeVisible();
  const button = out.element() as HTMLButtonElement;
  for (let touch = 0; touch < 200 && button.isConnected; touch += 1) {
    button.click();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await expect.element(page.getByRole('heading', { name: '还在山里 · 0' })).toBeVisible();
  expect(await database.events.count()).toBe(2);
});

it('goes on apart when another window registered what stands in the form', async () => {
  const { passes, plates } = await openOnDisk();
  await userEvent.type(plate(), '鲁K00001');
  await expect.poll(() => database.drafts.count()).toBe(1);
  const [draft] = await new Promise<{ id: string }[]>((resolve, reject) =>
    passes.all.subscribe((all) => all.length > 0 && resolve([...all]), reject),
  );
  expect(await passes.finalise(draft?.id ?? '')).toMatchObject({ ok: true });
  await userEvent.clear(plate());
  await userEvent.type(plate(), '鲁K00002');
  await expect.poll(() => database.drafts.count()).toBe(1);
  await page.getByRole('button', { name: '登记进山' }).click();
  await expect.element(page.getByRole('heading', { name: '还在山里 · 2' })).toBeVisible();
  expect(await plates()).toEqual(['鲁K00001', '鲁K00002']);
});
