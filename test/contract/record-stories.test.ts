import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoryRemark } from '../../src/app/story-ports.ts';
import { asCommander } from '../support/personas.ts';
import { type Phone, records, until } from '../support/phone.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const remarksOn = async (phone: Phone, id: string, isIt: (all: readonly StoryRemark[]) => boolean) =>
  (await until(phone.stories.remarks, (all) => isIt(all.get(id) ?? []))).get(id) ?? [];

describe('what is said about a record later', () => {
  it('by its author, offline, is there at once, and at the desk when it is received; its words only sealed', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const desk = await scene.enrolledPhone('commander');
    line.isDown = true;
    const id = await records(phone, 0);
    await phone.stories.add(id, { kind: 'note', text: '当事人姓欧阳' });
    await phone.stories.add(id, { kind: 'amendment', text: '应为吸烟', act: 'smoking' });
    expect(await remarksOn(phone, id, (all) => all.length === 2)).toMatchObject([
      { kind: 'note', toAt: null },
      { kind: 'amendment', toAt: null, changes: { act: 'smoking' } },
    ]);
    line.isDown = false;
    await phone.syncs();
    await desk.phone.syncs();
    const seen = await remarksOn(desk.phone, id, (all) => all.length === 2);
    expect(seen.map(({ kind, toAt }) => [kind, toAt !== null])).toEqual([
      ['note', true],
      ['amendment', true],
    ]);
    const [note] = seen;
    expect((await phone.records.openFields(note?.event ?? ''))?.note).toBe('当事人姓欧阳');
    expect(JSON.stringify(await desk.phone.database.pulled.toArray())).not.toContain('欧阳');
    const parts = await scene.hub.database.query('select 1 from part p where p.sha256 = $1', [note?.parts[0]?.sha256]);
    expect(parts).toHaveLength(1);
    const li = await (await asCommander(scene.hub)).signIn();
    const part = note?.parts[0]?.sha256;
    const opened = await li.ask('POST', '/api/v1/openings', { event: note?.event, part });
    expect(opened.json()).toMatchObject({ note: '当事人姓欧阳' });
    expect(await scene.hub.database.query('select person, outcome from opening where part = $1', [part])).toEqual([
      { person: li.grant.person.id, outcome: 'opened' },
    ]);
  });

  it("by command reaches the author's phone: a record taken back stays, with the reason, and how far its case is", async () => {
    const { phone } = await scene.enrolledPhone();
    const desk = await scene.enrolledPhone('commander');
    const id = await records(phone, 0);
    await phone.syncs();
    await desk.phone.syncs();
    await desk.phone.casework.take(id, 0, { status: { step: 'declined', on: '2027-01-15' } });
    await desk.phone.stories.add(id, { kind: 'voiding', text: '', reason: 'duplicate' });
    await desk.phone.syncs();
    await phone.syncs();
    expect(await remarksOn(phone, id, (all) => all.length === 1)).toMatchObject([
      { kind: 'voiding', reason: 'duplicate' },
    ]);
    expect((await until(phone.stories.statuses)).get(id)).toMatchObject({ step: 'declined', on: '2027-01-15' });
    expect((await until(phone.records.all)).map((record) => record.id)).toEqual([id]);
  });

  it('is said although a PIN is set at that moment, and a kill before it was said leaves nothing behind', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const id = await records(phone, 0);
    const { drafts } = phone.stores;
    const read = drafts.read.bind(drafts);
    vi.spyOn(drafts, 'read').mockImplementationOnce(async (draft) => {
      const row = await read(draft);
      await phone.lock.setPin('命运284917');
      return row;
    });
    await phone.stories.add(id, { kind: 'note', text: '当事人姓欧阳' });
    await remarksOn(phone, id, (all) => all.length === 1);
    expect(await draftsIn(phone)).toBe(0);

    vi.spyOn(phone.stores.chains, 'putIfHeadIs').mockRejectedValueOnce(new Error('killed'));
    const [partsBefore, bytesBefore] = [await phone.database.parts.count(), await phone.database.partBytes.count()];
    await expect(phone.stories.add(id, { kind: 'note', text: '第二句' })).rejects.toThrow('killed');
    expect(await draftsIn(phone)).toBe(1);
    expect(await phone.database.parts.count(), 'its words go to the disk with its event').toBe(partsBefore);
    expect(await phone.database.partBytes.count()).toBe(bytesBefore);
    scene.open({ fetch: line.fetch, profile: phone.profile });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await draftsIn(phone), 'another tab may still be at it').toBe(1);
    scene.open({ fetch: line.fetch, profile: phone.profile, wallNow: () => Date.now() + 3_600_000 });
    await vi.waitFor(async () => expect(await draftsIn(phone)).toBe(0), 10_000);
    expect(await phone.database.parts.where('state').anyOf('draft', 'own-draft').count()).toBe(0);
  });

  it('by somebody else is held, as is taking back a record of which a case was opened', async () => {
    const { phone } = await scene.enrolledPhone();
    const other = await scene.enrolledPhone();
    const desk = await scene.enrolledPhone('commander');
    const id = await records(phone, 0);
    await phone.syncs();
    await other.phone.stories.add(id, { kind: 'note', text: '' });
    await other.phone.syncs();
    await desk.phone.casework.take(id, 0, { status: { step: 'opened', on: '2027-01-15' } });
    await desk.phone.syncs();
    await phone.stories.add(id, { kind: 'voiding', text: '', reason: 'mistaken' });
    await phone.stories.add(id, { kind: 'note', text: '' });
    await phone.syncs();
    const outcomes = await scene.hub.database.query<{ kind: string; held_because: string | null }>(
      "select kind, held_because from event where kind in ('note', 'voiding') and raw like $1 order by received_at, seq",
      [`%${id}%`],
    );
    expect(outcomes).toEqual([
      { kind: 'note', held_because: 'not-allowed' },
      { kind: 'voiding', held_because: 'not-allowed' },
      { kind: 'note', held_because: null },
    ]);
    await phone.syncs();
    expect((await remarksOn(phone, id, (all) => all.length === 2)).map(({ kind, isHeld }) => [kind, isHeld])).toEqual([
      ['note', false],
      ['voiding', true],
    ]);
  });
});

describe('a record the hub held', () => {
  const custodyOf = async (phone: Phone, id: string) => {
    const record = (await until(phone.records.all)).find((one) => one.id === id);
    return record && { custody: record.custody, review: record.review };
  };

  it.each([
    ['released', { custody: 'verified', review: 'released' }],
    ['refused', { custody: 'refused', review: 'refused' }],
  ] as const)('tells its author that it was %s', async (outcome, told) => {
    const { phone, chain } = await scene.enrolledPhone();
    const li = await (await asCommander(scene.hub)).signIn();
    await phone.syncs();
    await scene.hub.database.query(
      "update device set status = 'revoked' where id = (select device from chain where id = $1)",
      [chain],
    );
    const id = await records(phone, 0);
    await phone.syncs();
    expect(await custodyOf(phone, id)).toEqual({ custody: 'held', review: null });
    await scene.hub.database.query(
      "update device set status = 'active' where id = (select device from chain where id = $1)",
      [chain],
    );
    await li.ask('POST', '/api/v1/reviews', { chain, seq: 1, outcome });
    await phone.syncs();
    expect(await custodyOf(phone, id)).toEqual(told);
    const desk = await scene.enrolledPhone('commander');
    await desk.phone.syncs();
    const rows = await until(desk.phone.pulled.violations, (all) => all.some((row) => row.id === id));
    expect(rows.find((row) => row.id === id)).toMatchObject({ outcome: 'held', review: outcome });
  });
});

/** Whoever's. */
async function draftsIn({ database }: Phone): Promise<number> {
  return (await database.drafts.count()) + (await database.ownDrafts.count());
}
