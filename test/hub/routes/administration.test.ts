import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { eventSchema } from '../../../src/protocol/event.ts';
import { importVerifyKey, isSignedBy } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest, testPublicUrl } from '../../support/hub-under-test.ts';
import {
  asAdministrator,
  asCommander,
  asRanger,
  asStranger,
  type Persona,
  requestEnrolment,
} from '../../support/personas.ts';

describe('administration', () => {
  let hub: HubUnderTest;
  let administrator: Persona;
  beforeAll(async () => {
    hub = await aHub();
    administrator = await (await asAdministrator(hub)).signIn();
  });
  afterAll(() => hub.close());

  const hubEvents = async () => {
    const rows = await hub.database.query<{ raw: string; sig: string; kid: string; hash: string }>(
      'select e.raw, e.sig, e.kid, e.hash from event e join hub h on h.chain = e.chain order by e.seq',
    );
    return rows.map((row) => ({ ...row, event: v.parse(eventSchema, JSON.parse(row.raw)) }));
  };

  it('issues a link that enrols, and writes both steps to the hub’s chain without a name', async () => {
    const before = (await hubEvents()).length;
    const response = await administrator.ask('POST', '/api/v1/codes', {
      name: '新来的人',
      role: 'ranger',
      area: '371002',
    });
    const { link, code } = response.json<{ link: string; code: string }>();
    expect(link).toBe(`${testPublicUrl}/#enrol=${code}&hub=${hub.keys.identityKid}`);
    const enrolled = await requestEnrolment(hub, code, await asStranger());
    expect(enrolled.statusCode).toBe(200);
    const added = (await hubEvents()).slice(before);
    expect(added.map(({ event }) => [event.kind, event.body.step, event.body.area])).toEqual([
      ['grant', 'offered', '371002'],
      ['grant', 'taken', '371002'],
    ]);
    expect(added.every(({ event }) => event.person === administrator.grant.person.id)).toBe(true);
    expect(added.some(({ raw }) => raw.includes('新来的人'))).toBe(false);
  });

  it('revokes a device: its session ends, it gets no other, it may still push', async () => {
    const ranger = await (await asRanger(hub)).signIn();
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(200);
    const response = await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device });
    expect(response.statusCode).toBe(204);
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(401);
    const challenge = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/sessions/challenge',
      payload: { device: ranger.kid },
    });
    expect(challenge.json()).toMatchObject({ status: 403, code: 'device-revoked' });
    expect((await ranger.push(await ranger.records(1))).results).toMatchObject([{ outcome: 'held' }]);
    const changes = await administrator.pullAll();
    expect(changes.findLast(({ entity, key }) => entity === 'device' && key === ranger.device)).toMatchObject({
      body: { status: 'revoked' },
    });
    expect((await hubEvents()).at(-1)?.event).toMatchObject({
      kind: 'revocation',
      body: { device: ranger.device, kid: ranger.kid },
    });
  });

  it('revokes once however often it is told to', async () => {
    const ranger = await asRanger(hub);
    await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device });
    const before = (await hubEvents()).length;
    expect((await administrator.ask('POST', '/api/v1/revocations', { device: ranger.device })).statusCode).toBe(204);
    expect(await hubEvents()).toHaveLength(before);
  });

  it('takes down from when on a device was lost, also later and earlier than was said first', async () => {
    const ranger = await asRanger(hub);
    const told = async () =>
      (await administrator.pullAll()).findLast(({ entity, key }) => entity === 'device' && key === ranger.device)?.body;
    const revokes = (lostFrom?: number) =>
      administrator.ask('POST', '/api/v1/revocations', { device: ranger.device, ...(lostFrom && { lostFrom }) });
    const now = hub.clock.now();
    expect((await revokes(now + 1)).json()).toMatchObject({ status: 400, code: 'bad-input' });
    await revokes();
    expect(await told()).not.toHaveProperty('lost');
    for (const [said, known] of [
      [now - 5_000, now - 5_000],
      [now - 1_000, now - 5_000],
      [now - 9_000, now - 9_000],
    ] as const) {
      expect((await revokes(said)).statusCode).toBe(204);
      expect(await told()).toMatchObject({ status: 'revoked', lost: { fromAt: known, chains: [ranger.chain] } });
    }
  });

  it('reads revocations alone to know since when a device is lost, however many events there are', async () => {
    const plan = await hub.database.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query("explain select raw from event where kind = 'revocation' and raw like '%x%'");
    });
    expect(JSON.stringify(plan)).toContain('event_revocation');
  });

  it('is not for commanders or rangers', async () => {
    for (const persona of [await asCommander(hub), await asRanger(hub)]) {
      await persona.signIn();
      const code = await persona.ask('POST', '/api/v1/codes', { name: 'x', role: 'administrator' });
      expect(code.json()).toMatchObject({ status: 403, code: 'not-allowed' });
      const revocation = await persona.ask('POST', '/api/v1/revocations', { device: administrator.device });
      expect(revocation.json()).toMatchObject({ status: 403, code: 'not-allowed' });
    }
  });

  it('leaves a hub chain whose every link holds', async () => {
    const events = await hubEvents();
    expect(events.length).toBeGreaterThan(5);
    let prev: string | null = null;
    for (const [index, { raw, sig, kid, hash, event }] of events.entries()) {
      expect([event.seq, event.prev, await sha256Hex(raw)]).toEqual([index + 1, prev, hash]);
      const [key] = await hub.database.query<{ jwk: Parameters<typeof importVerifyKey>[0] }>(
        'select jwk from hub_key where kid = $1',
        [kid],
      );
      if (!key) throw new Error('signed by a key nobody knows');
      expect(await isSignedBy('event', { raw, sig, kid }, await importVerifyKey(key.jwk))).toBe(true);
      prev = hash;
    }
  });
});
