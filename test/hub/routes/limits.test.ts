import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/protocol/bytes.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asAdministrator, asRanger, type Persona } from '../../support/personas.ts';

const json = { 'content-type': 'application/json' };
const gzip = { ...json, 'content-encoding': 'gzip' };
const megabyte = 1024 * 1024;

describe('bad and big input', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let administrator: Persona;
  beforeAll(async () => {
    hub = await aHub();
    ranger = await asRanger(hub);
    administrator = await (await asAdministrator(hub)).signIn();
    await ranger.head();
  });
  afterAll(() => hub.close());

  const push = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
    ranger.signed('POST', '/api/v1/push', body, { headers });

  it('a gzipped push is taken, its signature being over the packed bytes', async () => {
    const body = { v: 1, chain: ranger.chain, events: await ranger.records(2) };
    const response = await push(new Uint8Array(gzipSync(JSON.stringify(body))), gzip);
    expect(await ranger.readAnswer(response)).toMatchObject({
      results: [{ outcome: 'stored' }, { outcome: 'stored' }],
    });
  });

  it('a push over 1 MB is too large', async () => {
    expect((await push(utf8(' '.repeat(megabyte + 1)))).json()).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('a small push that unpacks to more than 2 MB is too large', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(100 * megabyte)));
    expect(bomb.length).toBeLessThan(megabyte);
    expect((await push(bomb, gzip)).json()).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('a push that says gzip and is not, or says something else, is refused', async () => {
    expect((await push(utf8('{}'), gzip)).json()).toMatchObject({ status: 400, detail: 'body: not gzip' });
    const brotli = { ...json, 'content-encoding': 'br' };
    expect((await push(utf8('{}'), brotli)).json()).toMatchObject({ status: 415, code: 'wrong-type' });
  });

  it('a push of another content type is refused', async () => {
    expect((await push(utf8('{}'), { 'content-type': 'text/plain' })).json()).toMatchObject({
      status: 415,
      code: 'wrong-type',
    });
  });

  it.each([
    ['{"v":1,', 'body: not JSON'],
    ['\xff', 'body.v'],
    ['{"v":1,"chain":"x","events":[1]}', 'body.chain'],
    ['{"v":1,"chain":"01940000-0000-7000-8000-000000000000","events":[]}', 'body.events'],
    ['{"v":1,"chain":"01940000-0000-7000-8000-000000000000","events":{}}', 'body.events'],
    ['[]', 'body'],
  ])('a push of %s is refused, naming the place', async (text, place) => {
    const response = await push(text === '\xff' ? utf8('{"chain":1}') : utf8(text));
    expect(response.json()).toMatchObject({ status: 400, code: 'bad-input', detail: expect.stringContaining(place) });
  });

  it('201 events at once are refused', async () => {
    const body = { v: 1, chain: ranger.chain, events: Array(201).fill(0) };
    expect((await push(utf8(JSON.stringify(body)))).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('body.events'),
    });
  });

  it('a push to a chain nobody writes is not found, nor is one to the hub’s own', async () => {
    const [own] = await hub.database.query<{ chain: string }>('select chain from hub');
    for (const chain of ['01940000-0000-7000-8000-000000000000', own?.chain]) {
      const body = { v: 1, chain, events: [{}] };
      expect((await push(utf8(JSON.stringify(body)))).json()).toMatchObject({ status: 404, code: 'not-found' });
    }
  });

  it('a part over 10 MB is too large', async () => {
    const bytes = new Uint8Array(10 * megabyte + 33);
    expect((await ranger.putPart('a'.repeat(64), bytes)).json()).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('a body over 64 kB is too large anywhere else', async () => {
    const response = await administrator.ask('POST', '/api/v1/codes', { name: 'x'.repeat(66_000), role: 'ranger' });
    expect(response.json()).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('a value out of place is named, never repeated', async () => {
    const response = await administrator.ask('POST', '/api/v1/codes', { name: '张三丰', role: '张三丰' });
    expect(response.json()).toMatchObject({ status: 400, detail: expect.stringContaining('body.role') });
    expect(response.body).not.toContain('张三丰');
  });

  it('a text the store cannot hold is bad input, not our fault', async () => {
    const response = await administrator.ask('POST', '/api/v1/codes', { name: 'a\u0000b', role: 'ranger' });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad-input' });
  });

  it('a query out of form is named', async () => {
    for (const [query, place] of [
      ['limit=many', 'query.limit'],
      ['limit=0', 'query.limit'],
      ['cursor=a&cursor=b', 'query.cursor'],
    ] as const) {
      const response = await administrator.ask('GET', `/api/v1/pull?${query}`);
      expect(response.json()).toMatchObject({ status: 400, detail: expect.stringContaining(place) });
    }
  });
});

describe('the rate limits', () => {
  it('let a phone catch up 300 events and 50 photos, in any sizes of batches', async () => {
    const hub = await aHub();
    try {
      const ranger = await asRanger(hub);
      const photos = Array.from({ length: 50 }, (_, index) => ({
        plain: utf8(`photo ${index}`),
        role: 'photo' as const,
        type: 'image/jpeg',
      }));
      const { id, parts, wraps, sealed } = await ranger.seal(photos);
      const events = [await ranger.record({ id, parts, wraps }), ...(await ranger.records(299))];
      for (let from = 0; from < events.length; from += 5) await ranger.push(events.slice(from, from + 5));
      for (const { bytes, reference } of sealed) await ranger.putPartWell(reference.sha256, bytes);
      expect(await ranger.head()).toMatchObject({ seq: 300, missing: [] });
    } finally {
      await hub.close();
    }
  });

  it('stop a device, and an address, with a 429 problem', async () => {
    const hub = await aHub({ limits: { perAddress: 40, perDevice: 5 } });
    try {
      const [one, other] = [await asRanger(hub), await asRanger(hub)];
      for (let asked = 0; asked < 5; asked += 1) await one.head();
      await expect(one.head()).rejects.toThrow('too-many-requests');
      expect((await other.head()).seq).toBe(0);
      const answers = [];
      for (let asked = 0; asked < 41; asked += 1) answers.push(await hub.app.inject('/healthz'));
      expect(answers.at(-1)?.json()).toMatchObject({ status: 429, code: 'too-many-requests' });
      expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await hub.close();
    }
  });
});
