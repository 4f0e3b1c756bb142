import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import { packageListSchema } from '../../../src/protocol/package-list.ts';
import { readingsSchema } from '../../../src/protocol/readings.ts';
import { positionsAnswerSchema, situationSchema } from '../../../src/protocol/situation.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger, type Persona } from '../../support/personas.ts';

describe('the app’s files', () => {
  let hub: HubUnderTest;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-app-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Hulin</title>');
    await writeFile(join(folder, 'service-worker.js'), 'self');
    await writeFile(join(folder, 'assets', 'main-Dk3jf9Qa.js'), 'export {}');
    hub = await aHub({ appFolder: folder });
  });
  afterAll(async () => {
    await hub.close();
    await rm(folder, { recursive: true });
  });

  const page = { accept: 'text/html,application/xhtml+xml' };

  it.each(['/', '/public', '/command', '/inspect/new', '/index.html'])(
    'open the app at %s, asked for anew each time',
    async (url) => {
      const response = await hub.app.inject({ url, headers: page });
      expect([response.statusCode, response.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(response.headers['content-type']).toMatch(/^text\/html/);
      expect(response.body).toContain('<title>Hulin</title>');
    },
  );

  it('keep hashed assets for ever, the service worker never', async () => {
    const asset = await hub.app.inject('/assets/main-Dk3jf9Qa.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await hub.app.inject('/service-worker.js')).headers['cache-control']).toBe('no-cache');
  });

  it('are not made up: a missing file, or a post to a page, is a 404', async () => {
    const missing = await hub.app.inject({ url: '/assets/gone-12345678.js', headers: { accept: '*/*' } });
    expect(missing.json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await hub.app.inject({ method: 'POST', url: '/command', headers: page })).statusCode).toBe(404);
    expect((await hub.app.inject({ url: '/api/v1/nothing', headers: page })).statusCode).toBe(401);
  });

  it('end at their folder', async () => {
    for (const url of ['/../package.json', '/..%2fpackage.json', '/assets/..%2f..%2fetc/passwd']) {
      const { statusCode, body } = await hub.app.inject({ url, headers: { accept: '*/*' } });
      expect([400, 403, 404]).toContain(statusCode);
      expect(body).not.toContain('hulin"');
    }
  });

  it('come with headers that let nothing foreign in', async () => {
    const answers = await Promise.all([
      hub.app.inject({ url: '/', headers: page }),
      hub.app.inject('/api/v1/pull'),
      hub.app.inject('/healthz'),
    ]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('geolocation=(self), camera=(self)'),
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    }
  });
});

describe('the situation', () => {
  let hub: HubUnderTest;
  let ranger: Persona;
  let commander: Persona;
  const rings: string[] = [];
  beforeAll(async () => {
    hub = await aHub({ doorbell: { ring: (topic) => rings.push(topic) } });
    ranger = await (await asRanger(hub)).signIn();
    commander = await (await asCommander(hub)).signIn();
    await ranger.head();
  });
  afterAll(() => hub.close());

  const post = (positions: object[]) => {
    const body = new TextEncoder().encode(JSON.stringify({ v: 1, positions }));
    return ranger.signed('POST', '/api/v1/positions', body, { headers: { 'content-type': 'application/json' } });
  };
  const situation = async (persona: Persona) =>
    v.parse(situationSchema, (await persona.ask('GET', '/api/v1/situation')).json());

  it('shows command where a ranger is now, and a ranger nobody', async () => {
    const now = hub.clock.now();
    const older = { takenAt: now - 60_000, lon: 122, lat: 37, accuracyMeters: 9 };
    const newer = { takenAt: now, lon: 122.01, lat: 37.01, accuracyMeters: 5 };
    const answer = v.parse(positionsAnswerSchema, await ranger.readAnswer(await post([older, newer])));
    expect(answer.kept).toBe(2);
    expect(rings).toEqual(['hulin/v1/live/situation']);
    const who = { device: ranger.device, person: ranger.grant.person.id, role: 'ranger' };
    expect((await situation(commander)).positions).toEqual([{ ...who, ...newer, receivedAt: now, crossings: [] }]);
    expect((await situation(ranger)).positions).toEqual([]);
  });

  it('takes the newest received, whatever a phone’s clock says', async () => {
    const now = hub.clock.now();
    await post([{ takenAt: now + 86_400_000 * 365, lon: 121, lat: 36, accuracyMeters: 5 }]);
    hub.clock.pass(1000);
    await post([{ takenAt: now + 1000, lon: 122.5, lat: 37.5, accuracyMeters: 5 }]);
    expect((await situation(commander)).positions).toMatchObject([{ lon: 122.5, lat: 37.5 }]);
  });

  it('forgets a position after 30 days and shows it no longer than one', async () => {
    hub.clock.pass(86_400_000);
    await commander.signIn();
    expect((await situation(commander)).positions).toEqual([]);
    hub.clock.pass(30 * 86_400_000);
    await ranger.head();
    await post([{ takenAt: 1, lon: 122, lat: 37, accuracyMeters: 5 }]);
    const rows = await hub.database.query('select 1 from position');
    expect(rows).toHaveLength(1);
  });

  it('takes no positions of a revoked device', async () => {
    const revoked = await asRanger(hub);
    await revoked.head();
    await hub.database.query("update device set status = 'revoked' where id = $1", [revoked.device]);
    const body = new TextEncoder().encode(
      JSON.stringify({ v: 1, positions: [{ takenAt: 1, lon: 122, lat: 37, accuracyMeters: 5 }] }),
    );
    const response = await revoked.signed('POST', '/api/v1/positions', body, {
      headers: { 'content-type': 'application/json' },
    });
    expect(response.json()).toMatchObject({ status: 403, code: 'device-revoked' });
  });

  it('gives readings, averaged over steps and bounded', async () => {
    await ranger.signIn();
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)",
    );
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
       values ('s1', 'gw', 'smoke-sensor', '一', 'One', 122, 37, 60000, 0)`,
    );
    await hub.database.query(
      `insert into message select 'gw', 1, n, '', 'tel', 0, 0, false from generate_series(1, 100) n`,
    );
    await hub.database.query(
      `insert into reading (gateway, boot, seq, ordinal, station, name, unit, number, measured_at, sent_at, received_at, history)
       select 'gw', 1, n, 0, 's1', 'smoke', '1', n, n * 1000, 0, 0, false from generate_series(1, 100) n`,
    );
    await hub.database.query(
      `insert into latest_reading (station, name, unit, number, truth, measured_at, received_at)
       values ('s1', 'smoke', '1', 100, null, 100000, 0), ('s1', 'tamper', null, null, false, 100000, 0)`,
    );
    const url = '/api/v1/readings?device=s1&from=1000&to=101000&step=50';
    const answer = v.parse(readingsSchema, (await ranger.ask('GET', url)).json());
    expect(answer.series).toEqual([
      {
        name: 'smoke',
        unit: '1',
        points: [
          { at: 1000, mean: 25.5, least: 1, most: 50, count: 50 },
          { at: 51_000, mean: 75.5, least: 51, most: 100, count: 50 },
        ],
      },
    ]);
    const wide = await ranger.ask('GET', '/api/v1/readings?device=s1&from=0&to=2000000000000&step=1');
    expect(v.parse(readingsSchema, wide.json()).stepSeconds).toBe(1_000_800); // whole hours
    expect((await ranger.ask('GET', '/api/v1/readings?device=none&from=0&to=1')).json()).toMatchObject({ status: 404 });
    expect((await ranger.ask('GET', '/api/v1/readings?device=s1&from=5&to=5')).json()).toMatchObject({ status: 400 });
    expect((await situation(ranger)).readings).toMatchObject([
      { station: 's1', name: 'smoke', value: 100 },
      { station: 's1', name: 'tamper', value: false },
    ]);
  });
});

describe('packages', () => {
  it('are listed with hashes, given by path, and end at their folder', async () => {
    const hub = await aHub();
    try {
      const ranger = await (await asRanger(hub)).signIn();
      const { files } = v.parse(packageListSchema, (await ranger.ask('GET', '/api/v1/packages/')).json());
      expect(files.map(({ path }) => path)).toContain('weihai-2022-19/1/rulebook.json');
      for (const { path, sha256, bytes } of files) {
        const response = await ranger.ask('GET', `/api/v1/packages/${path}`);
        expect([response.statusCode, response.rawPayload.length]).toEqual([200, bytes]);
        expect(await sha256Hex(new Uint8Array(response.rawPayload))).toBe(sha256);
      }
      for (const path of ['..%2f..%2fpackage.json', '../../package.json', 'nothing.json']) {
        expect((await ranger.ask('GET', `/api/v1/packages/${path}`)).statusCode).toBe(404);
      }
    } finally {
      await hub.close();
    }
  });
});

describe('what the hub says of itself', () => {
  it('counts in Prometheus text for this machine or a token, nobody else', async () => {
    const hub = await aHub({ metricsToken: 'watch-token' });
    try {
      const ranger = await asRanger(hub);
      await ranger.push([...(await ranger.records(3)), {}]);
      const local = await hub.app.inject('/metrics');
      expect(local.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(local.body).toContain('hulin_pushed_events_total{outcome="stored"} 3\n');
      expect(local.body).toContain('hulin_push_quarantined_total{reason="bad-envelope"} 1\n');
      expect(local.body).toContain('hulin_http_requests_total{method="POST",path="/api/v1/push",status="200"} 1\n');
      for (const line of local.body.trim().split('\n'))
        expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.+\})? \d+)$/);
      const away = { url: '/metrics', remoteAddress: '192.0.2.7' };
      expect((await hub.app.inject({ ...away, headers: { authorization: 'Bearer watch-token' } })).statusCode).toBe(
        200,
      );
      expect((await hub.app.inject({ ...away, headers: { authorization: 'Bearer other-token' } })).statusCode).toBe(
        401,
      );
      const proxied = { url: '/metrics', headers: { 'x-forwarded-for': '192.0.2.7' } };
      expect((await hub.app.inject(proxied)).statusCode).toBe(401);
      expect((await hub.app.inject({ ...away, headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(401);
    } finally {
      await hub.close();
    }
  });

  it('is not ready while the broker is away', async () => {
    let isReached = false;
    const hub = await aHub({ isBrokerReached: () => isReached });
    try {
      expect((await hub.app.inject('/readyz')).json()).toMatchObject({ status: 503, code: 'not-ready' });
      isReached = true;
      expect((await hub.app.inject('/readyz')).statusCode).toBe(200);
    } finally {
      await hub.close();
    }
  });

  it('logs each request by its declared path, and no name, address, query or body', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const hub = await aHub({ log: { level: 'trace', stream } });
    try {
      const ranger = await (await asRanger(hub, '郑王冯陈')).signIn();
      await ranger.push(await ranger.records(1));
      await ranger.pull();
      await ranger.ask('GET', '/api/v1/nothing?name=secret-name');
      await hub.database.query('alter table position rename to position_away');
      await ranger.signed(
        'POST',
        '/api/v1/positions',
        new TextEncoder().encode('{"v":1,"positions":[{"takenAt":1,"lon":122.123456,"lat":37,"accuracyMeters":5}]}'),
        {
          headers: { 'content-type': 'application/json' },
        },
      );
      const log = lines.join('');
      expect(log).toContain('"path":"/api/v1/push","status":200');
      expect(log).toContain('our fault');
      for (const secret of [
        '郑王冯陈',
        'secret-name',
        '127.0.0.1',
        '122.123456',
        ranger.kid,
        'crop-burning',
        'hulin-session',
      ]) {
        expect(log).not.toContain(secret);
      }
    } finally {
      await hub.close();
    }
  });
});
