import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recallOf } from '../../src/app/storage/recall-of.ts';
import { HubLives } from '../support/hub-lives.ts';
import { type Phone, records, until } from '../support/phone.ts';

vi.setConfig({ testTimeout: 90_000 });

const now = Date.parse('2027-01-15T10:00:00+08:00');
const never = new AbortController().signal;

describe('a hub restored from before further people came to phones it knows', () => {
  let life: HubLives;
  beforeAll(async () => {
    life = await HubLives.begin('first', now);
  });
  afterAll(() => life.end());
  const another = async (phone: Phone) => {
    const link = `#enrol=${await life.hub.code('ranger', '后来者')}&hub=${life.hub.keys.identityKid}`;
    expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: true });
  };
  const standingOf = (ids: readonly string[]) =>
    life.fresh.database.query(
      `select e.outcome, r.outcome as reviewed from event e left join event_review r on r.chain = e.chain and r.seq = e.seq
        where e.id = any($1::uuid[]) order by e.seq`,
      [ids],
    );
  const used = { outcome: 'stored', reviewed: null };
  const released = { outcome: 'held', reviewed: 'released' };

  it('is shown their grants before what they wrote', async () => {
    const shared = await life.aPhoneOf('ranger');
    const file = await life.backUpTo('further');
    await life.hub.keys.rotate(['signing'], life.hub.clock.now()); // the backup lacks the key that signs the grant
    await another(shared);
    const first = await records(shared, 1);
    await shared.syncs();

    await life.restoreFrom(file, 'tenth');
    const second = await records(shared, 0);
    await shared.syncs();
    expect(await standingOf([first, second])).toEqual([used, used]);
    expect(await until(shared.sync.state)).toMatchObject({ needsYou: null, connection: 'online' });
    const { enrolled } = (await shared.keys.enrolled()) ?? {};
    const told = await life.fresh.database.query("select 1 from event where kind = 'grant' and raw like $1", [
      `%"recalled"%${enrolled?.grant.id}%`,
    ]);
    expect(told).toHaveLength(1);
  });

  it('uses what it had to hold of them as soon as their phone shows it', async () => {
    const shared = await life.aPhoneOf('ranger');
    const file = await life.backUpTo('held');
    await another(shared);
    const late = await records(shared, 0);

    await life.restoreFrom(file, 'eleventh');
    const enrolled = (await shared.database.profile.toArray())[0]?.enrolled;
    const kept = enrolled?.grantAnswers;
    const keeps = (grantAnswers: typeof kept) =>
      shared.database.profile.toCollection().modify((row) => {
        if (row.enrolled) Object.assign(row.enrolled, { grantAnswers });
      });
    await keeps([]); // as an older app, which shows nothing
    await shared.syncs();
    expect(await standingOf([late])).toEqual([{ outcome: 'held', reviewed: null }]);
    await keeps(kept);
    await life.aTab({ profile: shared.profile }).syncs();
    expect(await standingOf([late])).toEqual([released]);
  });

  it('uses it as well when it comes by a courier', async () => {
    const [shared, carrier] = [await life.aPhoneOf('ranger'), await life.aPhoneOf('ranger')];
    const file = await life.backUpTo('further-carried');
    await another(shared);
    const late = await records(shared, 0);
    const exported = await shared.courier.exportQueue();
    await shared.database.delete();

    await life.restoreFrom(file, 'twelfth');
    await carrier.courier.take(exported?.file ?? new Blob([]));
    await carrier.syncs();
    expect(await standingOf([late])).toEqual([released]);
  });

  it('believes no grant that it did not sign for that very key', async () => {
    const [shared, other] = [await life.aPhoneOf('ranger'), await life.aPhoneOf('ranger')];
    const file = await life.backUpTo('believed');
    await another(shared);
    await another(other);
    await life.restoreFrom(file, 'thirteenth');
    const [own, theirs] = [await shared.keys.enrolled(), await other.keys.enrolled()];
    const answer = own?.enrolled.grantAnswers?.[0];
    if (!own || !answer || !theirs) throw new Error('nobody came');
    const tampered = { ...answer, raw: answer.raw.replace('"ranger"', '"commander"') };
    const grants = [tampered, ...(theirs.enrolled.grantAnswers ?? []), own.enrolled.answer];
    const before = await life.fresh.database.query('select id from device_grant order by id');
    const recall = await recallOf(own);
    const asks = (payload: object) =>
      life.hub.app.inject({ method: 'POST', url: '/api/v1/enrolments/recall', payload });
    expect((await asks({ ...recall, grants })).statusCode).toBe(204);
    expect(await life.fresh.database.query('select id from device_grant order by id')).toEqual(before);
    await life.fresh.database.query("update device set status = 'revoked' where id = $1", [own.enrolled.device]);
    expect((await asks(recall)).statusCode).toBe(204);
    expect(await life.fresh.database.query('select id from device_grant order by id')).toEqual(before);
    await life.fresh.database.query("update device set status = 'active' where id = $1", [own.enrolled.device]);
    for (let time = 0; time < 2; time += 1) expect((await asks(recall)).statusCode).toBe(204);
    expect(await life.fresh.database.query('select id from device_grant')).toHaveLength(before.length + 1);
  });
});
