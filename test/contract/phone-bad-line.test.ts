import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { type Phone, until } from '../support/phone.ts';
import { anAlarm, PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

/** Appends so many small events without a line. */
async function appends(phone: Phone, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await phone.acknowledging.acknowledge(anAlarm(index));
}

describe('a line that breaks off whatever is long', () => {
  it('carries records in one round all the same, in batches as long as it lasts', async () => {
    const { phone: writing, line, chain } = await scene.enrolledPhone();
    await writing.syncs();
    writing.sync.stop();
    await appends(writing, 150);
    const pushed: number[] = [];
    let cuts = 0;
    const fetch: Fetch = async (path, init) => {
      const bytes = init.body instanceof Uint8Array ? init.body.length : 0;
      if (bytes > 8_000) {
        cuts += 1;
        throw new TypeError('the line was gone');
      }
      if (path.endsWith('/push')) pushed.push(bytes);
      return line.fetch(path, init);
    };
    const phone = scene.open({ fetch, profile: writing.profile });
    await phone.syncs();
    expect(await scene.hubRows(chain)).toHaveLength(150);
    expect(cuts).toBeGreaterThan(0);
    expect(cuts).toBeLessThan(6);
    expect(pushed.length).toBeLessThan(12);
    await until(phone.sync.state, ({ waiting }) => waiting.events === 0);
  });

  it('does not send again what arrived though its answer was lost: the same round asks', async () => {
    const { phone: writing, line, chain } = await scene.enrolledPhone();
    await writing.syncs();
    writing.sync.stop(); // else every append is a reason to push
    await appends(writing, 5);
    line.heard.length = 0;
    line.losesAnswerTo = (path) => path === '/api/v1/push';
    const phone = scene.open({ fetch: line.fetch, profile: writing.profile });
    await phone.syncs();
    expect(line.heard.filter((request) => request === 'POST /api/v1/push')).toHaveLength(1);
    expect(await scene.hubRows(chain)).toHaveLength(5);
    await until(phone.sync.state, ({ waiting }) => waiting.events === 0);
  });

  it('brings all there is in pages as long as it lasts, in one round', async () => {
    const { phone: writing, line } = await scene.enrolledPhone();
    line.losesRequest = (path) => path.includes('/pull');
    await appends(writing, 150);
    await writing.syncs();
    writing.sync.stop();
    line.losesRequest = () => false;
    const asked: { limit: number; isCut: boolean }[] = [];
    line.cutsAnswer = (path, bytes) => {
      if (!path.includes('/pull')) return false;
      asked.push({ limit: Number(new URLSearchParams(path.split('?')[1]).get('limit')), isCut: bytes > 20_000 });
      return bytes > 20_000;
    };
    const again = scene.open({ fetch: line.fetch, profile: writing.profile });
    await again.syncs();
    expect(asked[0]).toEqual({ limit: 500, isCut: true });
    expect(asked.filter(({ isCut }) => isCut).length).toBeLessThan(6);
    expect(asked.at(-1)?.isCut).toBe(false);
    expect(await again.database.pulled.count()).toBeGreaterThan(150);
    expect(await until(again.sync.state, ({ running }) => !running)).toMatchObject({ retryAt: null });
  });
});
