import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dumpDatabase } from '../support/dump-database.ts';
import { drafts, judged, type Phone, records, until } from '../support/phone.ts';
import { leavePhoneDatabase, readPhoneFixture } from '../support/phone-fixture.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const pin = '命运284917';
const personal = ['赵钱孙李某', '371002199001011234', '13800001111', '鲁K12345', '在林缘焚烧秸秆'];
const noLine = () => Promise.reject(new TypeError('no line'));

describe('a phone with a PIN', () => {
  it('keeps nothing personal in its database that the database alone can open', async () => {
    const { phone, line } = await scene.enrolledPhone();
    line.isDown = true;
    const id = await records(phone, 1);
    const draft = await drafts(phone, 1);
    expect(await canDatabaseOpen(phone, draft.id)).toBe(true);
    expect(await canDatabaseOpen(phone, id)).toBe(true);
    expect(await phone.lock.setPin(pin)).toEqual({ ok: true });
    await phone.lock.lock();
    const dump = JSON.stringify(await dumpDatabase(phone.database));
    for (const word of [...personal, pin]) expect(dump).not.toContain(word);
    for (const word of personal) expect(dump).not.toContain(Buffer.from(word).toString('base64').slice(0, -4));
    expect(await canDatabaseOpen(phone, draft.id)).toBe(false);
    expect(await canDatabaseOpen(phone, id)).toBe(false);
  });

  it('opens what was written before and after it was set, with the right PIN only, in a fresh tab too', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const id = await records(phone, 1);
    const draft = await drafts(phone, 1);
    await phone.lock.setPin(pin);
    await phone.drafts.save({ ...draft, note: '后写' });
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile });
    expect(await until(tab.drafts.all)).toEqual([]);
    await expect(tab.drafts.open()).rejects.toThrow('locked');
    expect(await tab.records.openFields(id)).toBeNull();
    expect(await tab.drafts.finalise(draft.id, judged)).toEqual({ ok: false, because: 'locked' });
    expect(await tab.lock.unlock('命运284918')).toEqual({ ok: false, because: 'wrong', misses: 1 });
    expect(await tab.lock.unlock(pin)).toEqual({ ok: true });
    expect(await until(tab.drafts.all, (all) => all.length === 1)).toMatchObject([{ id: draft.id, note: '后写' }]);
    expect(await tab.records.openFields(id)).toMatchObject({ name: personal[0] });
    expect(await tab.drafts.finalise(draft.id, judged)).toEqual({ ok: true, id: draft.id });
  });

  it('stays open in every tab while somebody uses one of them, and is locked in all when nobody does', async () => {
    let now = 1_700_000_000_000;
    const wallNow = () => now;
    const { phone, line } = await scene.enrolledPhone('ranger', { wallNow });
    await phone.lock.setPin(pin);
    await phone.lock.lockAfter(300_000);
    const idle = scene.open({ fetch: line.fetch, profile: phone.profile, wallNow });
    expect(await idle.lock.unlock(pin)).toEqual({ ok: true });
    now += 240_000;
    phone.lock.touch();
    await until(phone.stores.locks.watch(), ({ own }) => own?.lock?.touchedAt === now);
    now += 120_000;
    await idle.lock.wake();
    expect(await phone.records.openFields(await records(phone, 0))).not.toBeNull();
    now += 300_000;
    await idle.lock.wake();
    await expect(phone.drafts.open()).rejects.toThrow('locked');
  });

  it('goes on sending, acknowledging and exporting while it is locked', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.isDown = true;
    await records(phone, 1);
    await phone.lock.setPin(pin);
    await phone.lock.lock();
    await phone.acknowledging.acknowledge(anAlarm(1));
    expect(await phone.courier.exportQueue()).toMatchObject({ events: 2, parts: 2 });
    line.isDown = false;
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(2);
    expect((await until(phone.records.all, (all) => all.at(-1)?.custody === 'verified')).length).toBe(2);
  });

  it('loses drafts and review copies with a forgotten PIN, never a finished record', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.isDown = true;
    const id = await records(phone, 2);
    await drafts(phone, 1);
    await phone.lock.setPin(pin);
    await phone.lock.lock();
    await phone.lock.forget();
    expect(await until(phone.lock.state)).toMatchObject({ kind: 'none' });
    expect(await until(phone.drafts.all)).toEqual([]);
    expect(await phone.records.openFields(id)).toBeNull();
    const again = await records(phone, 0);
    expect(await phone.records.openFields(again)).toMatchObject({ name: personal[0] });
    line.isDown = false;
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(2);
    const named = await scene.hub.database.query(
      'select 1 from part p join event_part e on e.sha256 = p.sha256 where e.chain = $1',
      [chain],
    );
    expect(named).toHaveLength(3 + 1);
  });

  it('locks itself when nobody touches it, at waking up from a long sleep, and in every tab at once', async () => {
    let now = Date.parse('2026-11-22T10:00:00+08:00');
    const { phone, line } = await scene.enrolledPhone('ranger', { wallNow: () => now });
    await phone.lock.setPin(pin);
    await phone.lock.lockAfter(60_000);
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile });
    await tab.lock.unlock(pin);
    now += 59_000;
    await phone.lock.wake();
    expect(await kindOf(phone)).toBe('unlocked');
    phone.lock.touch();
    now += 59_000;
    await phone.lock.wake();
    expect(await kindOf(phone)).toBe('unlocked');
    now += 1_000;
    await phone.lock.wake();
    expect(await kindOf(phone)).toBe('locked');
    expect(await kindOf(tab)).toBe('locked');
    await expect(tab.drafts.open()).rejects.toThrow('locked');
  });

  it('makes a guesser wait longer and longer, whatever he does to the clock, and never for ever', async () => {
    let now = Date.parse('2026-11-22T10:00:00+08:00');
    const { phone } = await scene.enrolledPhone('ranger', { wallNow: () => now });
    await phone.lock.setPin(pin);
    await phone.lock.lock();
    for (let miss = 1; miss <= 5; miss += 1)
      expect(await phone.lock.unlock('wrong-pin')).toMatchObject({ because: 'wrong', misses: miss });
    expect(await phone.lock.unlock(pin)).toEqual({ ok: false, because: 'wait', untilAt: now + 30_000 });
    now -= 3_600_000;
    expect(await phone.lock.unlock(pin)).toEqual({ ok: false, because: 'wait', untilAt: now + 30_000 });
    now += 30_000;
    expect(await phone.lock.unlock('wrong-pin')).toMatchObject({ because: 'wrong', misses: 6 });
    expect(await phone.lock.unlock(pin)).toEqual({ ok: false, because: 'wait', untilAt: now + 60_000 });
    now += 60_000;
    expect(await phone.lock.unlock(pin)).toEqual({ ok: true });
  });

  it('takes another PIN, and none again', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const id = await records(phone, 0);
    await phone.lock.setPin(pin);
    expect(await phone.lock.setPin('another-one-9')).toEqual({ ok: true });
    await phone.lock.lock();
    expect(await phone.lock.setPin('third-one-7')).toEqual({ ok: false, because: 'locked' });
    expect(await phone.lock.unlock(pin)).toMatchObject({ ok: false });
    expect(await phone.lock.removePin('another-one-9')).toEqual({ ok: true });
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile });
    expect(await tab.records.openFields(id)).toMatchObject({ name: personal[0] });
  });

  it.each(['12345', '111111', '123456', '987654', 'x'.repeat(65)])('does not take %s for a PIN', async (weak) => {
    const phone = scene.open({ fetch: noLine });
    await phone.keys.ensure();
    expect(await phone.lock.setPin(weak)).toEqual({ ok: false, because: 'weak' });
    expect(await phone.database.personKeys.count()).toBe(0);
  });

  it('loses no keystroke that another tab saves while the PIN is being set', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const draft = await drafts(phone, 0);
    const tab = scene.open({ fetch: line.fetch, profile: phone.profile });
    const typing = async () => {
      for (let key = 0; key < 20; key += 1) await tab.drafts.save({ ...draft, note: `第 ${key} 字` });
    };
    const [typed] = await Promise.allSettled([typing(), phone.lock.setPin(pin)]);
    const [kept] = await until(phone.drafts.all, (all) => all.length === 1);
    expect(kept?.note).toMatch(typed.status === 'fulfilled' ? /^第 19 字$/ : /^第 \d+ 字$|^在林缘焚烧秸秆$/);
  });

  it('can be set on a phone that version 2 of the app left, and opens its draft again', async () => {
    const profile = randomUUID();
    await leavePhoneDatabase(profile, readPhoneFixture(2));
    const phone = scene.open({ fetch: noLine, profile });
    const before = await until(phone.drafts.all, (all) => all.length > 0);
    expect(await phone.lock.setPin(pin)).toEqual({ ok: true });
    const tab = scene.open({ fetch: noLine, profile });
    expect(await until(tab.drafts.all)).toEqual([]);
    await tab.lock.unlock(pin);
    expect(await until(tab.drafts.all, (all) => all.length > 0)).toEqual(before);
  });
});

async function kindOf(phone: Phone): Promise<string> {
  return (await until(phone.lock.state)).kind;
}

/** Whether any key that lies in the database opens the draft or the review copy that lies there: what a finder with a script can do. */
async function canDatabaseOpen({ database }: Phone, id: string): Promise<boolean> {
  const keys: CryptoKey[] = [];
  for (const table of database.tables) await table.each((row: object) => void keys.push(...keysIn(row)));
  const draft = (await database.ownDrafts.get(id)) ?? (await database.drafts.get(id));
  const copy = await database.recordKeys.get(id);
  const sealed = draft?.sealed ?? (copy && new Uint8Array([...copy.iv, ...copy.wrapped]));
  if (!sealed) throw new Error('nothing to open');
  const additionalData = new TextEncoder().encode(`hulin/local/1\n${id}`);
  const algorithm = { name: 'AES-GCM', iv: sealed.slice(0, 12), additionalData };
  const tries = keys.map((key) => crypto.subtle.decrypt(algorithm, key, sealed.slice(12)).catch(() => null));
  return (await Promise.all(tries)).some((opened) => opened !== null);
}

function keysIn(value: unknown): CryptoKey[] {
  if (value instanceof CryptoKey) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(keysIn);
}
