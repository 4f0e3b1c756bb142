import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { keyCertificateSchema } from '../../../src/protocol/custody.ts';
import { enrolmentAnswerSchema } from '../../../src/protocol/enrolment.ts';
import { eventSchema } from '../../../src/protocol/event.ts';
import { importVerifyKey, isSignedBy, type Signed, signText, thumbprint } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest, testPublicUrl } from '../../support/hub-under-test.ts';
import {
  asAdministrator,
  asCommander,
  asRanger,
  asStranger,
  Persona,
  requestEnrolment,
} from '../../support/personas.ts';

const minuteMs = 60_000;

describe('an enrolment', () => {
  let hub: HubUnderTest;
  beforeAll(async () => {
    hub = await aHub();
  });
  afterAll(() => hub.close());

  it('gives device, chain, grant and hub keys, signed by a key the pinned identity has certified', async () => {
    const stranger = await asStranger();
    const code = await hub.code('ranger', '王海林');
    const signed = (await requestEnrolment(hub, code, stranger)).json<Signed>();
    const answer = v.parse(enrolmentAnswerSchema, JSON.parse(signed.raw));
    expect(answer.grant).toMatchObject({ role: 'ranger', person: { name: '王海林' }, area: '*', toAt: null });
    expect(answer.request).toBe(await sha256Hex(`${code}.${stranger.kid}`));
    expect(await thumbprint(answer.hub.identity)).toBe(hub.keys.identityKid);
    const identity = await importVerifyKey(answer.hub.identity);
    const genuine = await Promise.all(
      answer.hub.certificates.map((one) => isSignedBy('key-certificate', one, identity)),
    );
    expect(genuine).toEqual([true, true]);
    const uses = answer.hub.certificates.map(({ raw }) => v.parse(keyCertificateSchema, JSON.parse(raw)));
    const signing = uses.find(({ kid }) => kid === signed.kid);
    if (!signing) throw new Error('the answer’s key is not certified');
    expect(await isSignedBy('answer', signed, await importVerifyKey(signing.jwk))).toBe(true);
  });

  it('answers the same code with the same key the same text, an hour later too', async () => {
    const stranger = await asStranger();
    const code = await hub.code('ranger');
    const first = (await requestEnrolment(hub, code, stranger)).json<Signed>();
    hub.clock.pass(60 * minuteMs);
    const second = (await requestEnrolment(hub, code, stranger)).json<Signed>();
    expect(second.raw).toBe(first.raw);
    const devices = await hub.database.query('select 1 from device where kid = $1', [stranger.kid]);
    expect(devices).toHaveLength(1);
  });

  it('refuses a second key with a used code', async () => {
    const code = await hub.code('ranger');
    await requestEnrolment(hub, code, await asStranger());
    const response = await requestEnrolment(hub, code, await asStranger());
    expect(response.json()).toMatchObject({ status: 409, code: 'code-used' });
  });

  it('gives a code to one of two keys that ask at once', async () => {
    const code = await hub.code('ranger');
    const [one, other] = [await asStranger(), await asStranger()];
    const responses = await Promise.all([requestEnrolment(hub, code, one), requestEnrolment(hub, code, other)]);
    expect(responses.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
  });

  it('refuses a code of ten minutes ago', async () => {
    const code = await hub.code('ranger');
    hub.clock.pass(10 * minuteMs);
    expect((await requestEnrolment(hub, code, await asStranger())).json()).toMatchObject({
      status: 410,
      code: 'code-expired',
    });
  });

  it('takes a code a moment before it expires', async () => {
    const code = await hub.code('ranger');
    hub.clock.pass(10 * minuteMs - 1);
    expect((await requestEnrolment(hub, code, await asStranger())).statusCode).toBe(200);
  });

  it('refuses a code nobody issued', async () => {
    const response = await requestEnrolment(hub, 'A'.repeat(22), await asStranger());
    expect(response.json()).toMatchObject({ status: 404, code: 'code-unknown' });
  });

  it('refuses a key whose private half the sender lacks, and leaves the code unused', async () => {
    const [owner, thief] = [await asStranger(), await asStranger()];
    const code = await hub.code('ranger');
    const { sig } = await signText('session', code, thief.key.privateKey, thief.kid);
    const payload = { code, key: owner.jwk, sig };
    const response = await hub.app.inject({ method: 'POST', url: '/api/v1/enrolments', payload });
    expect(response.json()).toMatchObject({ status: 401, code: 'bad-request-signature' });
    expect((await requestEnrolment(hub, code, owner)).statusCode).toBe(200);
  });

  it('refuses a key that is no point on the curve', async () => {
    const { jwk, key, kid } = await asStranger();
    const code = await hub.code('ranger');
    const { sig } = await signText('session', code, key.privateKey, kid);
    const payload = { code, key: { ...jwk, y: jwk.x }, sig };
    const response = await hub.app.inject({ method: 'POST', url: '/api/v1/enrolments', payload });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad-input', detail: 'body.key: no point on P-256' });
  });

  it('gives an enrolled key a further grant on its own chain', async () => {
    const stranger = await asStranger();
    const read = async (code: string) => {
      const { raw } = (await requestEnrolment(hub, code, stranger)).json<Signed>();
      return v.parse(enrolmentAnswerSchema, JSON.parse(raw));
    };
    const first = await read(await hub.code('ranger', '甲'));
    const second = await read(await hub.code('ranger', '乙'));
    expect(second).toMatchObject({ device: first.device, chain: first.chain, grant: { person: { name: '乙' } } });
  });

  it('keeps no code, only its hash', async () => {
    const code = await hub.code('ranger');
    const rows = await hub.database.query<{ text: string }>('select to_jsonb(c)::text as text from enrolment_code c');
    expect(rows.some(({ text }) => text.includes(code))).toBe(false);
    const hash = await sha256Hex(code);
    expect(rows.some(({ text }) => text.includes(hash))).toBe(true);
  });
});

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

describe('a session', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
  });
  afterAll(() => hub.close());

  it('opens by a signed challenge with a cookie no script can read', async () => {
    const response = await ranger.answerChallenge(await ranger.challenge());
    expect(response.json()).toMatchObject({ grant: { person: { name: '王海林' } }, time: hub.clock.now() });
    expect(response.headers['set-cookie']).toMatch(
      /^hulin-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
    const token = /=([\w-]+)/.exec(String(response.headers['set-cookie']))?.[1] ?? '';
    const rows = await hub.database.query<{ text: string }>('select to_jsonb(s)::text as text from session s');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ text }) => text.includes(token))).toBe(false);
  });

  it('answers a challenge once', async () => {
    const nonce = await ranger.challenge();
    expect((await ranger.answerChallenge(nonce)).statusCode).toBe(200);
    expect((await ranger.answerChallenge(nonce)).json()).toMatchObject({ status: 401, code: 'nonce-expired' });
  });

  it('answers a challenge within a minute', async () => {
    const [early, late] = [await ranger.challenge(), await ranger.challenge()];
    hub.clock.pass(minuteMs - 1);
    expect((await ranger.answerChallenge(early)).statusCode).toBe(200);
    hub.clock.pass(1);
    expect((await ranger.answerChallenge(late)).json()).toMatchObject({ status: 401, code: 'nonce-expired' });
  });

  it('does not take a challenge made for another device', async () => {
    const other = await asRanger(hub);
    expect((await other.answerChallenge(await ranger.challenge())).json()).toMatchObject({
      status: 401,
      code: 'nonce-expired',
    });
  });

  it('does not take another key’s signature', async () => {
    const { key } = await asStranger();
    const nonce = await ranger.challenge();
    const { sig } = await signText('session', nonce, key.privateKey, ranger.kid);
    const payload = { device: ranger.kid, nonce, sig };
    const response = await hub.app.inject({ method: 'POST', url: '/api/v1/sessions', payload });
    expect(response.json()).toMatchObject({ status: 401, code: 'bad-request-signature' });
  });

  it('ends when told to, and by itself after half a day', async () => {
    await ranger.signIn();
    expect((await ranger.ask('DELETE', '/api/v1/sessions')).statusCode).toBe(204);
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(401);
    await ranger.signIn();
    hub.clock.pass(12 * 60 * minuteMs - 1);
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(200);
    hub.clock.pass(1);
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(401);
  });

  it('changes nothing for a page of another origin', async () => {
    await ranger.signIn();
    const foreign = [{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign) {
      const response = await ranger.ask('DELETE', '/api/v1/sessions', undefined, headers as Record<string, string>);
      expect(response.json()).toMatchObject({ status: 403, code: 'wrong-origin' });
    }
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(200);
    expect((await ranger.ask('DELETE', '/api/v1/sessions', undefined, { origin: testPublicUrl })).statusCode).toBe(204);
  });
});

describe('a device-signed request', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
  });
  afterAll(() => hub.close());

  it('is refused with a nonce of ten minutes ago, and taken with the one a new head brings', async () => {
    const events = await ranger.records(1);
    await ranger.head();
    hub.clock.pass(10 * minuteMs);
    const late = await ranger.pushRaw({ v: 1, chain: ranger.chain, events });
    expect(late.json()).toMatchObject({ status: 401, code: 'nonce-expired' });
    await ranger.head();
    expect((await ranger.push(events)).results).toMatchObject([{ outcome: 'stored' }]);
  });

  it('is refused with a nonce of its own making', async () => {
    const body = new TextEncoder().encode('{}');
    const response = await ranger.signed('POST', '/api/v1/push', body, { nonce: 'x'.repeat(32) });
    expect(response.json()).toMatchObject({ status: 401, code: 'nonce-expired' });
  });

  it('is refused when its body, its path or its device is not what was signed', async () => {
    const other = await asRanger(hub);
    await ranger.head();
    const body = new TextEncoder().encode(JSON.stringify({ v: 1, chain: ranger.chain, events: [] }));
    const altered = new TextEncoder().encode(JSON.stringify({ v: 1, chain: other.chain, events: [] }));
    const nonce = (await ranger.head()).nonce;
    const refused = { status: 401, code: 'bad-request-signature' };
    expect((await ranger.signed('POST', '/api/v1/push', body, { nonce, payload: altered })).json()).toMatchObject(
      refused,
    );
    const otherNonce = (await other.head()).nonce;
    const headers = { 'hulin-device': other.kid };
    expect((await ranger.signed('POST', '/api/v1/push', body, { nonce: otherNonce, headers })).json()).toMatchObject(
      refused,
    );
  });

  it('of a device nobody enrolled is refused', async () => {
    const { kid } = await asStranger();
    const response = await ranger.signed('GET', `/api/v1/chains/${ranger.chain}/head`, undefined, {
      nonce: 'x'.repeat(20),
      headers: { 'hulin-device': kid },
    });
    expect(response.json()).toMatchObject({ status: 401, code: 'unknown-device' });
  });
});
