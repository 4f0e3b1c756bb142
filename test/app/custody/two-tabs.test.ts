import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { eventSchema } from '../../../src/protocol/event.ts';
import { importVerifyKey, isSignedBy } from '../../../src/protocol/signed.ts';
import { enrolledByHand, noHub } from '../../support/enrolled-by-hand.ts';
import { aPhone, drafts, judged, type Phone, records, until } from '../../support/phone.ts';

describe('two tabs of one profile', () => {
  it('append 200 events at once to one chain without fork, hole or loss', async () => {
    const first = aPhone({ fetch: noHub });
    const chain = await enrolledByHand(first);
    const second = aPhone({ fetch: noHub, profile: first.profile });
    const profile = await first.keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const draft = () => ({ id: crypto.randomUUID(), kind: 'note', schema: 1, body: {}, parts: [], wraps: [] });
    const appends = Array.from({ length: 200 }, (_, index) =>
      (index % 2 ? first : second).chain.append(draft(), profile),
    );
    const appended = await Promise.all(appends);
    const rows = await first.stores.chains.from(chain, 1, 1000);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(appended.map((one) => (one.ok ? one.event.id : ''))));
    const key = await importVerifyKey(profile.jwk);
    let prev: string | null = null;
    for (const { raw, sig, kid, hash, seq } of rows) {
      expect(await isSignedBy('event', { raw, sig, kid }, key)).toBe(true);
      expect(v.parse(eventSchema, JSON.parse(raw))).toMatchObject({ seq, prev });
      expect(await sha256Hex(raw)).toBe(hash);
      prev = hash;
    }
    expect(await first.stores.chains.readHead(chain)).toEqual({ seq: 200, hash: prev });
    first.close();
    second.close();
  }, 60_000);

  it.each([
    ['unlocked', (phone: Phone, pin: string) => phone.lock.unlock(pin)],
    ['taken away', (phone: Phone, pin: string) => phone.lock.removePin(pin)],
  ])('keep what stands under a PIN that one sets while the old one is being %s in the other', async (_, open) => {
    const first = aPhone({ fetch: noHub });
    await enrolledByHand(first);
    await first.lock.setPin('命运284917');
    const second = aPhone({ fetch: noHub, profile: first.profile });
    const { locks } = second.stores;
    const change = locks.change.bind(locks);
    let calls = 0;
    locks.change = async (...given) => {
      if (++calls === 3) await first.lock.setPin('命运395028'); // the old one was right, just now
      return change(...given);
    };
    expect(await open(second, '命运284917')).toEqual({ ok: false, because: 'wrong', misses: 1 });
    await first.drafts.save({ ...(await first.drafts.open()), note: '后写' });
    expect(await second.lock.unlock('命运395028')).toEqual({ ok: true });
    expect(await until(second.drafts.all, (all) => all.length > 0)).toMatchObject([{ note: '后写' }]);
    first.close();
    second.close();
  });

  it('come to one key when both make it at once', async () => {
    const first = aPhone({ fetch: noHub });
    const second = aPhone({ fetch: noHub, profile: first.profile });
    const [a, b] = await Promise.all([first.keys.ensure(), second.keys.ensure()]);
    expect(a.kid).toBe(b.kid);
    first.close();
    second.close();
  });

  it('finish one draft once, though both are asked', async () => {
    const first = aPhone({ fetch: noHub });
    const chain = await enrolledByHand(first);
    const second = aPhone({ fetch: noHub, profile: first.profile });
    const { id } = await drafts(first, 1);
    const finished = await Promise.allSettled([first.drafts.finalise(id, judged), second.drafts.finalise(id, judged)]);
    expect(finished.some((one) => one.status === 'fulfilled' && one.value.ok)).toBe(true);
    expect(await first.stores.chains.from(chain, 1, 10)).toHaveLength(1);
    expect(await first.drafts.finalise(id, judged)).toEqual({ ok: true, id });
    const [record] = await until(first.records.all, (all) => all.length > 0);
    expect(await first.records.openFields(id)).toMatchObject({ name: '赵钱孙李某' });
    expect(record?.parts.total).toBe(2);
    const parts = await first.database.parts.toArray();
    expect(parts.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    first.close();
    second.close();
  });

  it('see each other’s records', async () => {
    const first = aPhone({ fetch: noHub });
    await enrolledByHand(first);
    const second = aPhone({ fetch: noHub, profile: first.profile });
    const id = await records(second, 0);
    expect(await until(first.records.all, (all) => all.length === 1)).toMatchObject([{ id, custody: 'saved' }]);
    first.close();
    second.close();
  });
});
