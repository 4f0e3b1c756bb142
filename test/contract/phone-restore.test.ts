import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('a phone and a hub that lost touch', () => {
  it('goes on from what the hub holds after the hub was restored from a backup', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 6; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await phone.syncs();
    const before = await scene.hubRows(chain);
    await restoreTo(chain, 2, before[1]?.hash ?? '');
    await phone.syncs();
    expect((await scene.hubRows(chain)).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
  });

  it('reports a cloned profile as a fork; the hub keeps both versions', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    const clone = scene.open({ fetch: line.fetch });
    await clone.database.profile.bulkPut(await phone.database.profile.toArray());
    await phone.acknowledging.acknowledge(anAlarm(1));
    await clone.acknowledging.acknowledge(anAlarm(2));
    await phone.syncs();
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
    expect((await until(clone.records.all, (all) => all.length > 0))[0]?.custody).toBe('needs-you');
    expect(await scene.hubRows(chain)).toHaveLength(1);
    expect(await scene.hub.database.query('select 1 from event_fork where chain = $1', [chain])).toHaveLength(1);
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
  });

  it('brings the hub a clone’s version though the hub is ahead of it', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const clone = scene.open({ fetch: line.fetch });
    await clone.database.profile.bulkPut(await phone.database.profile.toArray());
    for (let index = 0; index < 3; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    await clone.acknowledging.acknowledge(anAlarm(9));
    await phone.syncs();
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
    expect(await scene.hubRows(chain)).toHaveLength(3);
    expect(await scene.hub.database.query('select 1 from event_fork where chain = $1', [chain])).toHaveLength(1);
  });

  it('takes back what the hub holds and the phone lost', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 3; index += 1) await records(phone, 1);
    await phone.syncs();
    const lost = scene.open({ fetch: line.fetch });
    await lost.database.profile.bulkPut(await phone.database.profile.toArray());
    await lost.syncs();
    await records(lost, 0);
    await lost.syncs();
    expect((await scene.hubRows(chain)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect((await until(lost.records.all, (all) => all.length === 4)).map(({ custody }) => custody)).toEqual(
      Array(4).fill('verified'),
    );
  });

  it('pushes on when its session is over, and opens another to pull', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    line.forgetsSession();
    await records(phone, 0);
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(1);
    expect((await until(phone.records.all, (all) => all[0]?.custody === 'verified')).length).toBe(1);
  });

  it('has what a revoked device pushes held, not refused', async () => {
    const { phone } = await scene.enrolledPhone();
    await phone.syncs();
    await scene.hub.database.query("update device set status = 'revoked' where kid = $1", [
      (await phone.keys.ensure()).kid,
    ]);
    await phone.acknowledging.acknowledge(anAlarm(1));
    await phone.syncs();
    expect((await until(phone.records.all, (all) => all[0]?.custody !== 'saved'))[0]?.custody).toBe('held');
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'device-revoked' });
  });

  it('tells a record’s author why the hub holds it', async () => {
    const { phone } = await scene.enrolledPhone();
    await phone.syncs();
    await phone.acknowledging.acknowledge(anAlarm(1)); // a ranger may not
    await phone.syncs();
    const [record] = await until(phone.records.all, (all) => typeof all[0]?.heldBecause === 'string');
    expect(record).toMatchObject({ custody: 'held', heldBecause: 'not-allowed', review: null });
  });

  it('says that a grant has run out, while what is recorded still goes', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    const { kid } = await phone.keys.ensure();
    const setEnd = (toAt: number | null) =>
      scene.hub.database.query(
        'update device_grant set to_at = $2 where device = (select id from device where kid = $1)',
        [kid, toAt],
      );
    await setEnd(Date.now() - 1);
    line.forgetsSession();
    await records(phone, 0);
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(1);
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, obstacle: 'no-grant' });
    await setEnd(null);
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ obstacle: null });
  });

  it('replaces everything pulled in one go when the hub starts over', async () => {
    const { phone } = await scene.enrolledPhone('commander');
    await phone.syncs();
    const whole = await phone.stores.pulled.count();
    expect(whole).toBeGreaterThan(0);
    await phone.database.pulled.put({ entity: 'alarm', key: 'of another life', n: 1, at: 0, body: {} });
    const seen: number[] = [];
    const stop = phone.stores.pulled.watch('device').subscribe(
      (rows) => seen.push(rows.length),
      () => undefined,
    );
    await phone.database.cursor.update('only', {
      cursor: (await phone.stores.pulled.cursor())?.cursor.replace(/^.{8}/, '00000000') ?? '',
    });
    await phone.syncs();
    stop();
    expect(await phone.stores.pulled.count()).toBe(whole);
    expect(seen.every((count) => count > 0)).toBe(true);
  });
});

/** Forgets a chain's events after `seq`, as an old backup would. */
async function restoreTo(chain: string, seq: number, hash: string): Promise<void> {
  await scene.hub.database.transaction(async (tx) => {
    await tx.query('delete from event_wrap where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('delete from event_part where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('delete from event where chain = $1 and seq > $2', [chain, seq]);
    await tx.query('update chain set seq = $2, hash = $3 where id = $1', [chain, seq, hash]);
  });
}
