import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/protocol/event.ts';
import { signedBodyHeader } from '../../src/protocol/signed-body.ts';
import { records, until } from '../support/phone.ts';
import { portalPage } from '../support/phone-line.ts';
import { anAlarm, everythingIn, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('a phone on a line that lies', () => {
  it('takes a captive portal for no network: nothing changes, it tries again later', async () => {
    const { phone, line } = await scene.enrolledPhone();
    await records(phone, 1);
    const before = await everythingIn(phone);
    line.meddle = portalPage;
    await phone.syncs();
    expect(await everythingIn(phone)).toEqual(before);
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'offline', isCaptured: true, needsYou: null });
    expect((await until(phone.sync.state)).retryAt).not.toBeNull();
    line.meddle = async ({ response }) => response;
    await phone.syncs();
    expect((await until(phone.records.all, (all) => all[0]?.custody === 'verified')).length).toBe(1);
  });

  it.each([
    ['one byte of the signed text changed', (body: string) => body.replace('\\"seq\\":', '\\"seq\\" :')],
    [
      'another signature',
      (body: string) => body.replace(/"sig":"(.)/, (_, first: string) => `"sig":"${first === 'A' ? 'B' : 'A'}`),
    ],
    [
      'an unknown key',
      (body: string) => body.replace(/"kid":"(.)/, (_, first: string) => `"kid":"${first === 'A' ? 'B' : 'A'}`),
    ],
  ])('believes no answer with %s', async (_what, change) => {
    const { phone, line } = await scene.enrolledPhone();
    await records(phone, 0);
    const before = await everythingIn(phone);
    line.meddle = async ({ response }) => {
      const body = await response.text();
      const changed = change(body);
      expect(changed).not.toBe(body);
      return new Response(changed, response);
    };
    await phone.syncs();
    expect(await everythingIn(phone)).toEqual(before);
  });

  it('believes no genuine answer to another request', async () => {
    const { phone, line } = await scene.enrolledPhone();
    let old: string | null = null;
    line.meddle = async ({ path, response }) => {
      if (!path.endsWith('/head')) return response;
      old ??= await response.clone().text();
      return new Response(old, response);
    };
    await phone.syncs();
    await records(phone, 0);
    const before = await everythingIn(phone);
    await phone.syncs();
    expect(await everythingIn(phone)).toEqual(before);
  });

  describe('that changes what is read', () => {
    const readings = (path: string) => path.startsWith('/api/v1/pull') || path === '/api/v1/situation';
    const otherTime = (body: string) => body.replace(/"time":(\d+)/, (_, time: string) => `"time":${Number(time) - 1}`);

    it.each([
      [
        'one digit of a body changed',
        async (response: Response) => {
          const body = await response.text();
          expect(otherTime(body)).not.toBe(body);
          return new Response(otherTime(body), response);
        },
      ],
      [
        'the signature left out',
        async (response: Response) => {
          const headers = new Headers(response.headers);
          headers.delete(signedBodyHeader);
          return new Response(await response.text(), { status: response.status, headers });
        },
      ],
      [
        'another key named',
        async (response: Response) => {
          const headers = new Headers(response.headers);
          const signed = headers.get(signedBodyHeader) ?? '';
          headers.set(
            signedBodyHeader,
            signed.replace(/"kid":"(.)/, (_, one: string) => `"kid":"${one === 'A' ? 'B' : 'A'}`),
          );
          return new Response(await response.text(), { status: response.status, headers });
        },
      ],
    ])('stores nothing of a page or a situation with %s', async (_what, change) => {
      const { phone, line } = await scene.enrolledPhone('commander');
      line.meddle = async ({ path, response }) => (readings(path) && response.ok ? change(response) : response);
      await phone.syncs();
      expect((await phone.database.pulled.toArray()).length).toBe(0);
      expect(await phone.database.cursor.toArray()).toEqual([]);
      expect(await phone.database.situation.toArray()).toEqual([]);
      line.meddle = async ({ response }) => response;
      await phone.syncs();
      expect((await phone.database.pulled.toArray()).length).toBeGreaterThan(0);
      expect(await phone.database.situation.toArray()).toHaveLength(1);
    });

    it('stores no genuine page or situation that was the answer to another request', async () => {
      const { phone, line } = await scene.enrolledPhone('commander');
      await phone.syncs();
      const kept = new Map<string, Response>();
      line.meddle = async ({ path, response }) => {
        if (!readings(path) || !response.ok) return response;
        const old = kept.get(path) ?? response.clone();
        kept.set(path, old.clone());
        return old;
      };
      await phone.syncs();
      const [situation] = await phone.database.situation.toArray();
      scene.hub.clock.pass(60_000);
      await phone.syncs();
      expect(await phone.database.situation.toArray()).toEqual([situation]);
      line.meddle = async ({ response }) => response;
      await phone.syncs();
      expect(await phone.database.situation.toArray()).not.toEqual([situation]);
    });
  });

  it.each([
    ['behind', -366 * 86_400_000],
    ['ahead', 366 * 86_400_000],
  ])('loses and refuses nothing with its clock a year %s', async (_what, offMs) => {
    const { phone, chain } = await scene.enrolledPhone('ranger', { wallNow: () => scene.hub.clock.now() + offMs });
    await records(phone, 1);
    await phone.syncs();
    const [row] = await scene.hubRows(chain);
    expect(v.parse(eventSchema, JSON.parse(row?.raw ?? '')).at).toMatchObject({
      wall: scene.hub.clock.now() + offMs,
      seen: scene.hub.clock.now(),
    });
    expect(await phone.stores.clock.read()).toMatchObject({ seen: scene.hub.clock.now(), skewMs: offMs });
    expect(await until(phone.records.all, (all) => all[0]?.custody === 'verified')).toHaveLength(1);
  });

  it('halves its batch when the hub finds it too large, and gets through', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    for (let index = 0; index < 8; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
    let refusals = 2;
    line.meddle = async ({ path, response }) =>
      path === '/api/v1/push' && refusals-- > 0 ? new Response('', { status: 413 }) : response;
    for (let round = 0; round < 3; round += 1) await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(8);
    expect((await until(phone.sync.state, ({ waiting }) => waiting.events === 0)).needsYou).toBeNull();
  });
});
