import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signedBodyHeader } from '../../src/protocol/signed-body.ts';
import { records, until } from '../support/phone.ts';
import { type PhoneLine, portalPage } from '../support/phone-line.ts';
import { PhoneScene } from '../support/phone-scene.ts';

let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

/** A hub from before lists were signed as a whole: everything else of it is as it is. */
const signsNoLists: PhoneLine['meddle'] = async ({ response }) => {
  const headers = new Headers(response.headers);
  headers.delete(signedBodyHeader);
  return new Response(response.body, { status: response.status, headers });
};

describe('an app that is newer than its hub', () => {
  it('goes on sending, believes no list that nobody signed, and says so instead of waiting for a signal', async () => {
    const { phone, line, chain } = await scene.enrolledPhone();
    await phone.syncs();
    const known = await phone.database.pulled.toArray();
    line.meddle = signsNoLists;
    await records(phone, 1);
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({
      ...{ connection: 'online', needsYou: 'hub-older', retryAt: null },
      waiting: { events: 0, parts: 0 },
    });
    expect(await scene.hubRows(chain)).toHaveLength(1);
    expect(await phone.database.pulled.toArray()).toEqual(known);

    await records(phone, 0); // at once: nothing of the lists holds it up
    await expect.poll(() => scene.hubRows(chain)).toHaveLength(2);

    line.meddle = async ({ response }) => response;
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'online', needsYou: null });
    expect((await until(phone.records.all)).map(({ custody }) => custody)).toEqual(['verified', 'verified']);
  });

  it('takes a portal that lets only the sending through for no older hub', async () => {
    const { phone, line } = await scene.enrolledPhone();
    line.meddle = async (answer) => (answer.path.includes('/pull') ? portalPage() : answer.response);
    await records(phone, 0);
    await phone.syncs();
    expect(await until(phone.sync.state)).toMatchObject({ connection: 'offline', needsYou: null });
  });
});
