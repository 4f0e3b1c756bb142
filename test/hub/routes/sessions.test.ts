import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signText } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest, testPublicUrl } from '../../support/hub-under-test.ts';
import { asRanger, asStranger, type Persona } from '../../support/personas.ts';

const minuteMs = 60_000;

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
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const response = await ranger.ask('DELETE', '/api/v1/sessions', undefined, headers);
      expect(response.json()).toMatchObject({ status: 403, code: 'wrong-origin' });
    }
    expect((await ranger.ask('GET', '/api/v1/pull')).statusCode).toBe(200);
    expect((await ranger.ask('DELETE', '/api/v1/sessions', undefined, { origin: testPublicUrl })).statusCode).toBe(204);
  });
});
