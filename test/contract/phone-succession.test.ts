import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
import { revokeDevice } from '../../src/hub/custody/revoke-device.ts';
import { drafts, judged, type Phone, records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const command = '01940000-0000-7000-8000-000000000001';

/** A supervisor closes the chain at the hub; answers the one that follows. */
async function closes(chain: string): Promise<string> {
  const { database, keys, clock } = scene.hub;
  return (await closeChain({ database, keys, clock }, chain, command)) ?? '';
}

const custodies = async (phone: Phone, isIt: (custodies: string[]) => boolean) =>
  (await until(phone.records.all, (all) => isIt(all.map(({ custody }) => custody)))).map(({ custody }) => custody);
const idsAtHub = async (chain: string) =>
  (await scene.hubRows(chain)).map(({ raw }) => (JSON.parse(raw) as { id: string }).id);

describe('a phone whose chain was closed', () => {
  it('that had forked goes on with another and carries over what the hub had not taken, with photos, once', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const first = await records(phone, 0);
    await phone.syncs();
    const clone = scene.open({ fetch: line.fetch });
    for (const name of ['profile', 'events', 'heads', 'hubHeads', 'receipts'] as const) {
      await clone.database.table(name).bulkPut(await phone.database.table(name).toArray());
    }
    await clone.acknowledging.acknowledge(anAlarm(1));
    await clone.syncs();
    const lost = [await records(phone, 2), await records(phone, 0)];
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'fork' });
    const successor = await closes(chain);
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual(lost);
    expect(await idsAtHub(chain)).toHaveLength(2);
    expect(await custodies(phone, (all) => all.every((one) => one === 'verified'))).toHaveLength(3);
    expect(await until(phone.sync.state, ({ needsYou }) => needsYou === null)).toMatchObject({
      waiting: { events: 0, parts: 0 },
    });
    expect((await until(phone.records.all)).map(({ id }) => id).toSorted()).toEqual([first, ...lost].toSorted());
    const row = (await scene.hubRows(successor))[0];
    const replaced = await phone.database.replacedEvents.toArray();
    expect(JSON.parse(row?.raw ?? '')).toMatchObject({ succeeds: { chain, seq: 2, hash: replaced[0]?.hash } });
    await records(phone, 0);
    await phone.syncs();
    expect(await idsAtHub(successor)).toHaveLength(3);
  });

  it('takes what a copied phone wrote anew of the same record, and goes on', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    const draft = await drafts(phone, 0);
    const clone = scene.open({ fetch: line.fetch });
    for (const { name } of phone.database.tables)
      await clone.database.table(name).bulkPut(await phone.database.table(name).toArray());
    expect((await phone.drafts.finalise(draft.id, judged)).ok).toBe(true);
    await clone.acknowledging.acknowledge(anAlarm(2));
    expect((await clone.drafts.finalise(draft.id, judged)).ok).toBe(true);
    await phone.syncs();
    await clone.syncs();
    expect(await until(clone.sync.state)).toMatchObject({ needsYou: 'fork' });
    const successor = await closes(chain);
    await clone.syncs();
    const taken = await idsAtHub(successor);
    expect(taken).toContain(draft.id);
    await phone.syncs();
    const late = await records(phone, 0);
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual([...taken, late]);
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0 } });
    expect(await phone.database.replacedEvents.toArray()).toMatchObject([{ chain, id: draft.id }]);
  });

  it('with a record the hub refuses sets that one aside and brings the others', async () => {
    const { phone, chain } = await scene.enrolledPhone();
    await records(phone, 0);
    const good = await records(phone, 0);
    const bad = await phone.database.events.get([chain, 1]);
    await phone.database.events.update([chain, 1], { sig: 'A'.repeat(86) });
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'refused' });
    const successor = await closes(chain);
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual([good]);
    const all = await until(phone.records.all, (rows) => rows.some(({ custody }) => custody === 'verified'));
    expect(all.find(({ id }) => id === bad?.id)?.custody).toBe('needs-you');
  });

  it('takes a record that the hub refused and took in later for one like others, and writes it anew when it is lost', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const id = await records(phone, 0);
    const row = await phone.database.events.get([chain, 1]);
    await phone.database.events.update([chain, 1], { sig: 'A'.repeat(86) });
    await phone.syncs();
    expect(await custodies(phone, ([one]) => one === 'needs-you')).toEqual(['needs-you']);
    await phone.database.events.update([chain, 1], { sig: row?.sig ?? '' }); // as if the hub could read it by now
    const again = scene.open({ fetch: line.fetch, profile: phone.profile });
    await again.syncs();
    expect(await idsAtHub(chain)).toEqual([id]);
    expect(await custodies(again, ([one]) => one !== 'saved')).toEqual(['verified']);
    expect(await again.database.refusals.toArray()).toEqual([]);
    expect(await again.stores.successions.read(chain, { upTo: 0, hasPulled: false })).toMatchObject({
      waiting: [{ id }],
    });
  });

  it('exports what the hub refused, and sends no attachment of it', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await records(phone, 1);
    await records(phone, 0);
    const bad = await phone.database.events.get([chain, 1]);
    await phone.database.events.update([chain, 1], { sig: 'A'.repeat(86) });
    await phone.syncs();
    await closes(chain);
    await phone.syncs();
    line.heard.length = 0;
    await phone.syncs();
    const named = bad?.parts.map(({ sha256 }) => sha256) ?? [];
    expect(line.heard.filter((request) => named.some((sha256) => request.includes(sha256)))).toEqual([]);
    const { waiting, ...doing } = await until(phone.sync.state, ({ running }) => !running);
    expect(doing).toMatchObject({ retryAt: null });
    expect(waiting).toMatchObject({ events: 0, parts: 0, bytes: 0, oldestAt: null, refused: 1 });
    const exported = await phone.courier.exportQueue();
    expect(exported).toMatchObject({ events: 1, parts: 2 });
    expect(await exported?.file.text()).toContain(JSON.stringify(bad?.raw).slice(1, -1));
    await phone.database.parts.clear();
    expect(await phone.courier.exportQueue()).toMatchObject({ events: 1, parts: 0 });
  });

  it('signs nothing anew whose bytes went bad here: that one needs a person, the others go', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.isDown = true;
    const bad = await records(phone, 0);
    const good = await records(phone, 0);
    const row = await phone.database.events.get([chain, 1]);
    await phone.database.events.update([chain, 1], { raw: row?.raw.replace('"seq":1', '"seq":2') ?? '' });
    const successor = await closes(chain);
    line.isDown = false;
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual([good]);
    expect(await phone.database.refusals.toArray()).toMatchObject([{ chain, seq: 1, hash: row?.hash }]);
    const all = await until(phone.records.all, (rows) => rows.some(({ custody }) => custody === 'verified'));
    expect(all.find(({ id }) => id === bad)?.custody).toBe('needs-you');
  });

  it('goes over though a text can no longer be read at all, and lists that record as one that needs a person', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    line.isDown = true;
    const [bad, good] = [await records(phone, 0), await records(phone, 0)];
    const row = await phone.database.events.get([chain, 1]);
    await phone.database.events.update([chain, 1], { raw: `z${row?.raw.slice(1)}` });
    const listed = await until(phone.records.all);
    expect(listed).toMatchObject([
      { id: good, custody: 'saved' },
      { id: bad, kind: 'violation', custody: 'needs-you', spoilt: 'text', body: {} },
    ]);
    const successor = await closes(chain);
    line.isDown = false;
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual([good]);
    expect(await phone.database.refusals.toArray()).toMatchObject([{ chain, seq: 1, reason: 'bad-signature' }]);
    await until(phone.sync.state, ({ needsYou, retryAt, waiting }) => !needsYou && !retryAt && waiting.events === 0);
  });

  it('does not double what the hub had taken though its answer was lost', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const id = await records(phone, 0);
    line.losesAnswerTo = (path) => path.endsWith('/push');
    await phone.syncs();
    line.losesAnswerTo = () => false;
    const successor = await closes(chain);
    await phone.syncs();
    expect(await idsAtHub(chain)).toEqual([id]);
    expect(await idsAtHub(successor)).toEqual([]);
    expect(await custodies(phone, ([one]) => one === 'verified')).toEqual(['verified']);
  });

  it('exports what it left on the closed chain while its photos wait, and knows the receipts for it', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const { phone: carrier } = await scene.enrolledPhone();
    await records(phone, 2);
    line.losesRequest = (path) => path.includes('/parts/');
    await phone.syncs();
    await closes(chain);
    await phone.syncs();
    const waiting = await phone.database.parts.where('state').equals('waiting').count();
    expect(waiting).toBeGreaterThan(1);
    line.isDown = true;
    const exported = await phone.courier.exportQueue();
    expect(await carrier.courier.take(exported?.file ?? new Blob([]))).toMatchObject({
      ...{ ok: true, events: 1, parts: waiting, troubles: [] },
    });
    await carrier.syncs();
    const complete = await scene.hub.database.query(
      'select 1 from part p join event_part e on e.sha256 = p.sha256 where e.chain = $1',
      [chain],
    );
    expect(complete).toHaveLength(waiting);
    await phone.database.receipts.clear();
    const back = await carrier.courier.exportReceipts();
    expect(await phone.courier.take(back?.file ?? new Blob([]))).toMatchObject({ ok: true, receipts: 1, troubles: [] });
  });

  it('of whom nobody is on duty goes over by the hub’s head alone: what the hub has is not written anew', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const id = await records(phone, 0);
    line.losesAnswerTo = (path) => path.endsWith('/push');
    await phone.syncs();
    line.losesAnswerTo = () => false;
    line.isDown = true;
    const late = await records(phone, 0);
    const successor = await closes(chain);
    await phone.people.goOffDuty();
    line.isDown = false;
    await phone.syncs();
    expect(await idsAtHub(chain)).toEqual([id]);
    expect(await idsAtHub(successor)).toEqual([late]);
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, waiting: { events: 0 } });
  });

  it('of whom nobody is on duty waits for somebody who reads when the hub has what this phone has not', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    const clone = scene.open({ fetch: line.fetch });
    await clone.database.profile.bulkPut(await phone.database.profile.toArray());
    await clone.acknowledging.acknowledge(anAlarm(1));
    await clone.syncs();
    line.isDown = true; // or it would be heard while somebody is on duty
    const id = await records(phone, 0);
    const successor = await closes(chain);
    await phone.people.goOffDuty();
    line.isDown = false;
    await phone.syncs();
    expect((await phone.keys.enrolled())?.enrolled.chain).toBe(chain);
    const { grant } = (await phone.keys.enrolled())?.enrolled ?? {};
    await phone.people.goOnDuty(grant?.id ?? '');
    await phone.syncs();
    expect(await idsAtHub(successor)).toEqual([id]);
  });

  it.each([
    [
      'was revoked',
      async (device: string) => {
        const { database, keys, clock } = scene.hub;
        expect(await revokeDevice({ database, keys, clock }, device, command)).toBe(true);
      },
    ],
    [
      'is nobody’s any more',
      async (device: string) => {
        const { database, clock } = scene.hub;
        await database.query('update device_grant set to_at = $1 where device = $2', [clock.now() - 1000, device]);
      },
    ],
  ] as const)('and that %s before it was heard again goes over though it may not read', async (_how, ends) => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const first = await records(phone, 0);
    await phone.syncs();
    line.isDown = true;
    const late = await records(phone, 1);
    const successor = await closes(chain);
    await ends((await phone.keys.enrolled())?.enrolled.device ?? '');
    line.isDown = false;
    await phone.syncs();
    expect([await idsAtHub(chain), await idsAtHub(successor)]).toEqual([[first], [late]]);
    expect(await until(phone.sync.state)).toMatchObject({ waiting: { events: 0, parts: 0 } });
  });

  it('goes over once, whatever is cut, and writes on where a form was open', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await records(phone, 0);
    const successor = await closes(chain);
    line.losesAnswerTo = (path) => path.endsWith('/head');
    await phone.syncs();
    expect((await phone.keys.enrolled())?.enrolled.chain).toBe(chain);
    line.losesAnswerTo = () => false;
    const before = await phone.keys.enrolled();
    await phone.syncs();
    if (!before) throw new Error('not enrolled');
    const late = { id: command, kind: 'moon-phase', schema: 1, body: {}, parts: [], wraps: [] };
    const appended = await phone.chain.append(late, before);
    expect(appended.ok && appended.event.chain).toBe(successor);
    await phone.syncs();
    expect(await idsAtHub(successor)).toHaveLength(2);
    expect(await idsAtHub(chain)).toEqual([]);
  });
});
