import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OffDutyError } from '../../src/app/off-duty.ts';
import type { Grant } from '../../src/protocol/enrolment.ts';
import { drafts, judged, type Phone, records, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

const never = new AbortController().signal;

/** A phone two rangers share; the second was enrolled last and is on duty. */
async function sharedPhone(second: 'ranger' | 'commander' = 'ranger') {
  const enrolled = await scene.enrolledPhone();
  const one = (await peopleOf(enrolled.phone))[0];
  const added = await enrolled.phone.enrolment.enrol(await scene.linkFor(second), never);
  if (!added.ok || !one) throw new Error('not added');
  return { ...enrolled, one, other: added.profile.grant };
}

describe('several people on one phone', () => {
  it('write one chain, each record in the name of whoever was on duty', async () => {
    const { phone, chain, one, other } = await sharedPhone();
    expect((await peopleOf(phone)).map(({ id }) => id)).toEqual([one.id, other.id]);
    await records(phone, 0);
    await phone.people.goOnDuty(one.id);
    await records(phone, 0);
    await phone.syncs();
    const rows = await scene.hub.database.query(
      'select seq, person, outcome from event where chain = $1 order by seq',
      [chain],
    );
    expect(rows).toEqual([
      { seq: 1, person: other.person.id, outcome: 'stored' },
      { seq: 2, person: one.person.id, outcome: 'stored' },
    ]);
    expect(await scene.hub.database.query('select 1 from chain where id = $1', [chain])).toHaveLength(1);
  });

  it('read what the one on duty may see, and nothing of the other’s', async () => {
    const { phone, line, one, other } = await sharedPhone('commander');
    await phone.syncs();
    expect(await sessionsOf(one)).toBe(0);
    expect(await sessionsOf(other)).toBe(1);
    expect(await phone.stores.pulled.read('device')).not.toEqual([]);
    await phone.people.goOnDuty(one.id);
    await phone.syncs();
    expect(await sessionsOf(one)).toBe(1);
    const devices = await phone.stores.pulled.read('device');
    expect(devices.length).toBeLessThanOrEqual(1);
    line.heard.length = 0;
    await phone.syncs();
    expect(line.heard.filter((request) => request.includes('sessions'))).toEqual([]);
  });

  it('hear of no fork while nobody may read what the hub has more', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    const clone = scene.open({ fetch: line.fetch });
    await clone.database.profile.bulkPut(await phone.database.profile.toArray());
    await clone.acknowledging.acknowledge(anAlarm(1));
    await clone.syncs();
    await phone.people.goOffDuty();
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null });
    const [grant] = await peopleOf(phone);
    await phone.people.goOnDuty(grant?.id ?? '');
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null });
    expect(await phone.database.events.where({ chain }).count()).toBe(1);
  });

  it('see nothing of other people once nobody is on duty, and nothing that was pulled for somebody else', async () => {
    const author = await scene.enrolledPhone();
    await records(author.phone, 0);
    await author.phone.syncs();
    const { phone, line, one, other } = await sharedPhone('commander');
    const seen = { devices: 0, violations: 0 };
    const stops = [
      phone.pulled.devices.subscribe(({ length }) => (seen.devices = length), throwIt),
      phone.pulled.violations.subscribe(({ length }) => (seen.violations = length), throwIt),
    ];
    const sees = (wanted: boolean) =>
      expect.poll(() => [seen.devices > 1, seen.violations > 0]).toEqual([wanted, wanted]);
    await phone.syncs();
    await sees(true);
    line.isDown = true;
    await records(phone, 1);
    const before = await unsent(phone);
    await phone.people.goOffDuty();
    await sees(false);
    await phone.people.goOnDuty(one.id);
    await expect.poll(() => until(phone.pulled.devices)).toEqual([]);
    await phone.people.goOnDuty(other.id);
    await sees(true);
    expect(await unsent(phone)).toEqual(before);
    line.isDown = false;
    await phone.people.goOnDuty(one.id);
    await phone.syncs();
    await phone.people.goOnDuty(other.id);
    line.isDown = true;
    await phone.syncs();
    await sees(false);
    for (const stop of stops) stop();
  });

  it('are each shown where they were, and nobody where another was', async () => {
    const { phone, line, one, other } = await sharedPhone();
    const desk = await scene.enrolledPhone('commander');
    const standsAt = (lon: number) =>
      phone.stores.positions.put({ takenAt: scene.hub.clock.now(), lon, lat: 37.21, accuracyMeters: 8 });
    const shown = async () => {
      scene.hub.clock.pass(60_000);
      await phone.syncs();
      await desk.phone.syncs();
      const rows = await until(desk.phone.pulled.positions);
      return rows
        .filter(({ person }) => [one.person.id, other.person.id].includes(person))
        .map(({ person, lon }) => [person, lon]);
    };
    await standsAt(122.01);
    expect(await shown()).toEqual([[other.person.id, 122.01]]);
    line.isDown = true;
    await standsAt(122.02);
    await phone.people.goOnDuty(one.id);
    line.isDown = false;
    expect(await phone.stores.positions.waiting(9)).toEqual([]);
    expect(await shown()).toEqual([[other.person.id, 122.01]]);
    await standsAt(122.03);
    expect(await shown()).toEqual([[one.person.id, 122.03]]);
    await phone.people.goOffDuty();
    await phone.people.goOnDuty(one.id);
    await standsAt(122.04);
    expect(await shown()).toEqual([[one.person.id, 122.04]]);
  });

  it('get the same person once when an answer is lost, and ask no more with a link that was turned down', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const link = await scene.linkFor();
    line.losesAnswerTo = (path) => path.includes('enrolments');
    expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: false, because: 'no-network' });
    line.losesAnswerTo = () => false;
    await phone.syncs();
    expect(await peopleOf(phone)).toHaveLength(2);
    const unknown = `#enrol=${'B'.repeat(22)}&hub=${scene.hub.keys.identityKid}`;
    expect(await phone.enrolment.enrol(unknown, never)).toMatchObject({ ok: false, because: 'code-unknown' });
    line.heard.length = 0;
    await phone.syncs();
    expect(line.heard.filter((request) => request.includes('enrolments'))).toEqual([]);
    expect(await peopleOf(phone)).toHaveLength(2);
  });

  it('keep a link that somebody on the line turned down, and ask again at the next start', async () => {
    const { phone, line } = await scene.enrolledPhone();
    const link = await scene.linkFor();
    line.meddle = async ({ path, response }) => {
      if (!path.includes('enrolments')) return response;
      const problem = { type: 'about:blank', title: '', status: 409, code: 'code-used', detail: '' };
      return new Response(JSON.stringify(problem), {
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
      });
    };
    expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: false, because: 'code-used' });
    line.meddle = async ({ response }) => response;
    await phone.syncs();
    expect(await peopleOf(phone)).toHaveLength(1);
    const again = scene.open({ fetch: line.fetch, profile: phone.profile });
    await again.syncs();
    expect(await peopleOf(again)).toHaveLength(2);
  });
});

describe('what is not sent yet', () => {
  it.each([
    ['a switch of user', async (phone: Phone, one: Grant) => phone.people.goOnDuty(one.id)],
    ['logging out', async (phone: Phone) => phone.people.goOffDuty()],
    ['a reset', async (phone: Phone) => phone.people.reset()],
    [
      'a lock and a forgotten PIN',
      async (phone: Phone) => {
        await phone.lock.setPin('284917');
        await phone.lock.lock();
        await phone.lock.forget();
      },
    ],
    ['the end of the session', async () => void (await scene.hub.database.query('update session set ended_at = 0'))],
  ])('stays as it is, byte for byte, and goes to the hub after %s', async (_, happens) => {
    const { phone, line, chain, one } = await sharedPhone();
    await phone.syncs();
    line.isDown = true;
    await records(phone, 2);
    await phone.acknowledging.acknowledge(anAlarm(1));
    const before = await unsent(phone);
    await happens(phone, one);
    expect(await unsent(phone)).toEqual(before);
    line.isDown = false;
    await phone.syncs();
    const rows = await scene.hubRows(chain);
    expect(rows.map(({ raw }) => raw)).toEqual(before.events.map(({ raw }) => raw));
    const parts = await scene.hub.database.query(
      'select 1 from part p join event_part e on e.sha256 = p.sha256 where e.chain = $1',
      [chain],
    );
    expect(parts).toHaveLength(3);
  });

  it('still goes while nobody is on duty; nothing is read then, and nothing recorded in anybody’s name', async () => {
    const { phone, line, chain } = await sharedPhone();
    await phone.syncs();
    await records(phone, 0);
    const draft = await drafts(phone, 0);
    await phone.sync.settled();
    await phone.people.goOffDuty();
    line.heard.length = 0;
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(1);
    expect(line.heard.filter((request) => request.includes('/pull'))).toEqual([]);
    expect(await phone.drafts.finalise(draft.id, judged)).toEqual({ ok: false, because: 'off-duty' });
    const [record, before] = [draft.id, await unsent(phone)];
    const saying: (() => Promise<unknown>)[] = [
      () => phone.acknowledging.acknowledge(anAlarm(2)),
      () => phone.casework.take(record, 0, { decision: 'unfounded' }),
      () => phone.incidents.say({ deed: 'undo', step: record }),
      () => phone.stories.add(record, { kind: 'note', text: '' }),
      () => phone.permitWriting.withdraw({ id: record, version: 1 }, '写错了'),
    ];
    for (const say of saying) await expect(say()).rejects.toThrow(OffDutyError);
    expect(await unsent(phone)).toEqual(before);
    expect(await until(phone.drafts.all)).toHaveLength(1);
  });

  it('a reset forgets lists and settings, and they come again', async () => {
    const { phone } = await sharedPhone('commander');
    await phone.syncs();
    const lists = await phone.stores.pulled.count();
    await phone.stores.settings.put('zone-alert', false);
    await phone.people.reset();
    expect(await phone.stores.pulled.count()).toBe(0);
    expect(await phone.database.settings.count()).toBe(0);
    await phone.syncs();
    expect(await phone.stores.pulled.count()).toBe(lists);
  });
});

function throwIt(problem: unknown): never {
  throw problem;
}

async function peopleOf(phone: Phone): Promise<readonly Grant[]> {
  return (await until(phone.people.state))?.all ?? [];
}

async function unsent({ database }: Phone) {
  const [events, parts, bytes] = await Promise.all([
    database.events.toArray(),
    database.parts.toArray(),
    database.partBytes.toArray(),
  ]);
  return { events, parts, bytes };
}

async function sessionsOf({ id }: Grant): Promise<number> {
  return (await scene.hub.database.query('select 1 from session where device_grant = $1', [id])).length;
}
