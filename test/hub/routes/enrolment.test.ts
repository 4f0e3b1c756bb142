import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { keyCertificateSchema } from '../../../src/protocol/custody.ts';
import { enrolmentAnswerSchema } from '../../../src/protocol/enrolment.ts';
import { importVerifyKey, isSignedBy, type Signed, signText, thumbprint } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asStranger, requestEnrolment } from '../../support/personas.ts';

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
