import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger } from '../../support/personas.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { 'x-hulin-who': string }>>>>;
}

/** Every path and method of the hub's own description, with something for each parameter. */
function operationsOf(document: Document) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-hulin-who': who }]) => ({
      method: method.toUpperCase() as Method,
      url: path
        .replace('{chain}', '01940000-0000-7000-8000-000000000000')
        .replace('{sha256}', 'a'.repeat(64))
        .replace('{path}', 'x'),
      who,
    })),
  );
}

describe('a stranger', () => {
  let hub: HubUnderTest;
  let operations: ReturnType<typeof operationsOf>;
  beforeAll(async () => {
    hub = await aHub();
    operations = operationsOf((await hub.app.inject('/api/openapi.json')).json<Document>());
  });
  afterAll(() => hub.close());

  it('gets a 401 problem document on every path that is not for anyone', async () => {
    const guarded = operations.filter(({ who }) => who !== 'anyone');
    expect(guarded.length).toBeGreaterThan(14);
    for (const { method, url } of guarded) {
      const response = await hub.app.inject({ method, url, remoteAddress: '192.0.2.7' });
      expect([method, url, response.statusCode]).toEqual([method, url, 401]);
      expect(response.headers['content-type']).toBe('application/problem+json');
      if (method !== 'HEAD')
        expect(response.json()).toMatchObject({ type: 'urn:hulin:problem:not-signed-in', status: 401 });
    }
  });

  it.each([
    ['rubbish', '{"a":'],
    ['an empty object', '{}'],
    ['a list', '[]'],
  ])('gets a 401 with %s for a body, too', async (_name, payload) => {
    for (const { method, url, who } of operations.filter((one) => one.method !== 'GET' && one.who !== 'anyone')) {
      const response = await hub.app.inject({ method, url, payload, headers: { 'content-type': 'application/json' } });
      expect([method, url, who, response.statusCode]).toEqual([method, url, who, 401]);
    }
  });

  it('gets a 401 where nothing is, under /api, /ogc, /cap, /exports', async () => {
    for (const url of [
      '/api',
      '/api/v1/nothing',
      '/api/v2/pull',
      '/ogc',
      '/ogc/collections',
      '/cap/alarms.atom',
      '/exports/records.csv',
    ]) {
      expect([url, (await hub.app.inject(url)).statusCode]).toEqual([url, 401]);
    }
    expect((await hub.app.inject({ method: 'PATCH', url: '/api/v1/pull' })).statusCode).toBe(401);
  });

  it('with a made-up cookie is one all the same', async () => {
    const headers = { cookie: `hulin-session=${'A'.repeat(43)}` };
    expect((await hub.app.inject({ url: '/api/v1/pull', headers })).statusCode).toBe(401);
  });

  it('finds alive, ready and the description open', async () => {
    for (const url of ['/healthz', '/readyz', '/api/openapi.json']) {
      expect([url, (await hub.app.inject({ url, remoteAddress: '192.0.2.7' })).statusCode]).toEqual([url, 200]);
    }
  });
});

describe('somebody signed in', () => {
  it('gets a 404 where nothing is', async () => {
    const hub = await aHub();
    try {
      const ranger = await (await asRanger(hub)).signIn();
      for (const url of ['/api/v1/nothing', '/ogc', '/cap/alarms.atom', '/exports/records.csv']) {
        expect((await ranger.ask('GET', url)).json()).toMatchObject({ status: 404, code: 'not-found' });
      }
    } finally {
      await hub.close();
    }
  });
});
