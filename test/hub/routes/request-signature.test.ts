import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger, asStranger, type Persona } from '../../support/personas.ts';

const minuteMs = 60_000;

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
