import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockAlarms } from '../../../src/hub/custody/lock-alarms.ts';
import { putAllInQuarantine } from '../../../src/hub/custody/quarantine.ts';
import { lookAgainAtHeld } from '../../../src/hub/custody/review-held.ts';
import { advisoryLocks } from '../../../src/hub/store/advisory-locks.ts';
import { forkSchema, heldSchema, stuckChainSchema } from '../../../src/protocol/pull.ts';
import { quarantineAnswerSchema, quarantineContentSchema } from '../../../src/protocol/review.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';
import { aViolationBody } from '../../support/some-violation.ts';

let hub: HubUnderTest;
let ranger: Persona;
let li: Persona;
beforeAll(async () => {
  hub = await aHub();
  li = await (await asCommander(hub)).signIn();
});
afterAll(() => hub.close());
beforeEach(async () => {
  ranger = await asRanger(hub);
});

const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
const pulled = async (reader: Persona, entity: string, key: string) =>
  (await reader.pullAll()).filter((change) => change.entity === entity && change.key === key).map(({ body }) => body);
const held = async (seq = 1, reader = li) =>
  v.parse(v.optional(heldSchema), (await pulled(reader, 'held', `${ranger.chain}/${seq}`)).at(-1));
const decide = (outcome: 'released' | 'refused', seq = 1, by = li) =>
  by.ask('POST', '/api/v1/reviews', { chain: ranger.chain, seq, outcome });

const throwIt = (_place: string, problem: unknown) => {
  throw problem;
};

describe('what the hub holds', () => {
  const stranger = '01940000-0000-7000-8000-000000000077';

  it('is listed with its reason, and stays listed with the decision not to use it', async () => {
    await ranger.push([await ranger.record({ kind: 'moon-phase' })]);
    expect(await held()).toMatchObject({ kind: 'moon-phase', because: 'unknown-kind', review: null });
    expect((await decide('refused')).statusCode).toBe(204);
    expect((await held())?.review).toEqual({
      ...{ outcome: 'refused', person: li.grant.person.id, at: hub.clock.now() },
    });
  });

  it("of a person without a grant is used once the person has one: one more event on the hub's chain, the receipt as it was", async () => {
    const record = await ranger.record({ person: stranger });
    const { results } = await ranger.push([record]);
    expect((await decide('released')).json()).toMatchObject({ code: 'cannot-release', detail: 'unknown-person' });
    await hub.database.query("insert into person (id, name, created_at) values ($1, '孙替班', 0)", [stranger]);
    await hub.database.query(
      "insert into device_grant (id, device, person, role, area, from_at) values (gen_random_uuid(), $1, $2, 'ranger', '*', $3)",
      [ranger.device, stranger, hub.clock.now() + 1],
    );
    const step = { kind: 'case-step', base: 0, body: { violation: idOf(record), changes: { decision: 'unfounded' } } };
    expect((await decide('released')).statusCode).toBe(204);
    expect(await held()).toMatchObject({ because: 'unknown-person', review: { outcome: 'released' } });
    expect((await ranger.push([record])).results).toEqual([{ ...results[0], outcome: 'dup' }]);
    const decisions = await hub.database.query<{ raw: string }>(
      "select raw from event where chain = (select chain from hub) and kind = 'review' order by seq desc limit 1",
    );
    expect(JSON.parse(decisions[0]?.raw ?? '{}')).toMatchObject({
      person: li.grant.person.id,
      body: { chain: ranger.chain, seq: 1, because: 'unknown-person', outcome: 'released' },
    });
    expect((await li.push([await li.record(step)])).results).toMatchObject([{ outcome: 'stored' }]);
  });

  it('changes what it is about when it is released: a case step of a device that was revoked too early', async () => {
    const wang = await (await asCommander(hub)).signIn();
    const record = await ranger.record();
    await ranger.push([record]);
    await hub.database.query("update device set status = 'revoked' where id = $1", [wang.device]);
    const changes = { status: { step: 'opened', on: '2027-01-15' } };
    await wang.push([await wang.record({ kind: 'case-step', base: 0, body: { violation: idOf(record), changes } })]);
    expect(await pulled(li, 'case', idOf(record))).toEqual([]);
    const answer = await li.ask('POST', '/api/v1/reviews', { chain: wang.chain, seq: 1, outcome: 'released' });
    expect(answer.statusCode).toBe(204);
    expect(await pulled(li, 'case', idOf(record))).toMatchObject([{ entries: [{ value: changes.status }] }]);
  });

  it('is told to its own device when it is released, and decided by command alone', async () => {
    await ranger.signIn();
    await ranger.push([await ranger.record({ person: stranger })]);
    expect((await decide('released', 1, ranger)).statusCode).toBe(403);
    await hub.database.query(
      "insert into device_grant (id, device, person, role, area, from_at) values (gen_random_uuid(), $1, $2, 'ranger', '*', 0)",
      [ranger.device, stranger],
    );
    await decide('released');
    expect(await held(1, ranger)).toMatchObject({ review: { outcome: 'released' } });
  });

  it('is not released twice, nor what was never held', async () => {
    await ranger.push([await ranger.record()]);
    expect((await decide('released')).statusCode).toBe(404);
    expect((await decide('released', 99)).statusCode).toBe(404);
  });

  it('because its kind was not known is looked at again by a hub that knows it', async () => {
    const record = await ranger.record();
    await ranger.push([record]);
    // As an older hub would have left it.
    await hub.database.query(
      "update event set outcome = 'held', held_because = 'unknown-schema' where chain = $1 and seq = 1",
      [ranger.chain],
    );
    const tools = { database: hub.database, keys: hub.keys, clock: hub.clock };
    expect(await lookAgainAtHeld(tools, throwIt)).toBe(1);
    expect(await held()).toMatchObject({ review: { outcome: 'released', person: null } });
    expect(await lookAgainAtHeld(tools, throwIt)).toBe(0);
  });

  it('and is at fault is passed over: the next one is looked at all the same', async () => {
    const odd = { body: { ...aViolationBody(), more: '\u0000' } };
    await ranger.push([await ranger.record(), await ranger.record(odd), await ranger.record()]);
    await hub.database.query(
      `update event set outcome = 'held', held_because = 'unknown-schema', raw = case when seq = 1 then '{}' else raw end
        where chain = $1`,
      [ranger.chain],
    );
    const bad: string[] = [];
    const tools = { database: hub.database, keys: hub.keys, clock: hub.clock };
    expect(await lookAgainAtHeld(tools, (place) => bad.push(place))).toBe(1);
    expect(bad).toEqual([`${ranger.chain}/1`]);
    await hub.database.query("update event set held_because = 'device-revoked' where chain = $1", [ranger.chain]);
  });

  it('is released with the hub’s own chain locked last, as readings raise alarms', async () => {
    const wang = await asCommander(hub);
    await hub.database.query("update device set status = 'revoked' where id = $1", [wang.device]);
    await wang.push([await wang.record({ kind: 'acknowledgement', base: 1, body: { alarm: stranger } })]);
    const waiting = () =>
      hub.database.query(
        "select 1 as one from pg_locks where locktype = 'advisory' and objid = $1 and not granted and database = (select oid from pg_database where datname = current_database())",
        [advisoryLocks.alarms],
      );
    const review = { chain: wang.chain, seq: 1, outcome: 'released' };
    const answer = await hub.database.transaction(async (tx) => {
      await lockAlarms(tx);
      const reviewing = li.ask('POST', '/api/v1/reviews', review);
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), 10_000);
      await tx.query("set local lock_timeout = '200ms'");
      await tx.query('select 1 as locked from chain where id = (select chain from hub) for update');
      return { reviewing };
    });
    expect((await answer.reviewing).json()).toMatchObject({ detail: 'unknown-alarm' });
  });
});

describe('a chain that is stuck', () => {
  const state = async () => v.parse(v.optional(stuckChainSchema), (await pulled(li, 'chain', ranger.chain)).at(-1));
  const close = (chain: string, by = li) => by.ask('POST', '/api/v1/closings', { chain });

  /** The second version of the ranger's first event. */
  async function forks(): Promise<void> {
    await ranger.push([await ranger.record()]);
    await ranger.push([await ranger.signEvent({}, 1, null)]);
  }

  it('is shown with both versions of the fork', async () => {
    await forks();
    expect(await state()).toMatchObject({ forks: 1, refused: 0, closedAt: null });
    const changes = (await li.pullAll()).filter(({ entity, key }) => entity === 'fork' && key.startsWith(ranger.chain));
    expect(changes.map(({ body }) => v.parse(forkSchema, body))).toMatchObject([{ seq: 1 }]);
  });

  it('is shown when something of it was refused, once however often it comes', async () => {
    const broken = { ...(await ranger.signEvent({}, 1, null)), sig: 'A'.repeat(86) };
    for (let times = 0; times < 3; times += 1) await ranger.push([broken]);
    expect(await pulled(li, 'chain', ranger.chain)).toMatchObject([{ refused: 1 }]);
    const page = v.parse(quarantineAnswerSchema, (await li.ask('GET', '/api/v1/quarantine')).json());
    expect(page.items.find(({ origin }) => origin === ranger.kid)).toMatchObject({
      ...{ source: 'push', reason: 'bad-signature', times: 3, text: broken.raw },
    });
  });

  it('leaves what gateways sent browsable by gateway and reason, with who really sent it and its bytes as they came', async () => {
    const sent = Buffer.from([0x7b, 0x00, 0xff, 0x0a]);
    const put = (reason: 'foreign-topic' | 'not-json', detail: string, content: Buffer) =>
      hub.database.transaction((tx) =>
        putAllInQuarantine(tx, hub.clock.now(), [
          {
            ...{ source: 'mqtt', reason, detail, origin: 'hulin/v1/gw-victim/tel', content },
            hash: createHash('sha256').update(content).digest('hex'),
          },
        ]),
      );
    await put('foreign-topic', 'published by gw-liar', Buffer.from('{}'));
    await put('not-json', 'not JSON in UTF-8', sent);
    const ask = async (query: string) =>
      v.parse(quarantineAnswerSchema, (await li.ask('GET', `/api/v1/quarantine?${query}`)).json());
    const { items, kinds } = await ask('source=mqtt&gateway=gw-liar');
    expect(items).toMatchObject([{ reason: 'foreign-topic', gateway: 'gw-liar', text: '{}' }]);
    expect(kinds).toContainEqual({ source: 'mqtt', reason: 'not-json', gateway: 'gw-victim', items: 1 });
    const [item] = (await ask('source=mqtt&reason=not-json')).items;
    expect(item).toMatchObject({ gateway: 'gw-victim', text: null, bytes: 4 });
    const { source, reason, origin, hash } = item ?? expect.fail();
    const content = (key: object) =>
      li.ask('GET', `/api/v1/quarantine/content?${new URLSearchParams({ source, reason, origin, hash, ...key })}`);
    const { start } = v.parse(quarantineContentSchema, (await content({})).json());
    expect(Buffer.from(start ?? '', 'base64url')).toEqual(sent);
    expect((await content({ hash: 'a'.repeat(64) })).statusCode).toBe(404);
    expect((await ranger.signIn().then((one) => one.ask('GET', '/api/v1/quarantine/content'))).statusCode).toBe(403);
  });

  it('is closed by command: the device has another, and the head says so', async () => {
    await forks();
    const { successor } = (await close(ranger.chain)).json<{ successor: string }>();
    expect((await close(ranger.chain)).json()).toEqual({ successor });
    expect(await state()).toMatchObject({ closedAt: hub.clock.now(), successor });
    expect(await ranger.head()).toMatchObject({ seq: 1, successor });
    expect(await ranger.head(successor)).toMatchObject({ seq: 0 });
    const [closing] = await hub.database.query<{ raw: string }>(
      "select raw from event where chain = (select chain from hub) and kind = 'closing' order by seq desc limit 1",
    );
    expect(JSON.parse(closing?.raw ?? '{}')).toMatchObject({ body: { chain: ranger.chain, successor, seq: 1 } });
  });

  it('still takes what comes late, held, and lets its device see what it wrote there', async () => {
    await ranger.signIn();
    const [first, second] = await ranger.records(2);
    await ranger.push([first]);
    await close(ranger.chain);
    expect((await ranger.push([second])).results).toMatchObject([{ outcome: 'held' }]);
    expect(await held(2)).toMatchObject({ because: 'chain-closed' });
    expect(await pulled(ranger, 'event', `${ranger.chain}/1`)).toHaveLength(1);
  });

  it('is not closed by a ranger, nor by its own device, nor is one that nobody writes', async () => {
    expect((await close(li.chain, await ranger.signIn())).statusCode).toBe(403);
    expect((await close(li.chain)).statusCode).toBe(403);
    const [{ chain } = { chain: '' }] = await hub.database.query<{ chain: string }>('select chain from hub');
    expect((await close(chain)).statusCode).toBe(404);
  });
});
