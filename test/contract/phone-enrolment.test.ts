import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { until } from '../support/phone.ts';
import { PhoneLine } from '../support/phone-line.ts';
import { PhoneScene } from '../support/phone-scene.ts';

const signal = new AbortController().signal;
let scene: PhoneScene;
beforeAll(async () => {
  scene = await PhoneScene.begin();
});
afterEach(() => scene.closePhones());
afterAll(() => scene.end());

describe('enrolling a phone', () => {
  it('enrols by repeating when the answer was lost, with the same key and after a reload', async () => {
    const line = new PhoneLine(scene.hub);
    const phone = scene.open({ fetch: line.fetch });
    line.losesAnswerTo = () => true;
    const link = await scene.linkFor();
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because: 'no-network' });
    expect(phone.clearedFragments()).toBe(1);
    const key = (await phone.keys.ensure()).kid;
    const reloaded = scene.open({ fetch: line.fetch, profile: phone.profile });
    line.losesAnswerTo = () => false;
    await reloaded.syncs();
    const profile = await until(reloaded.enrolment.profile, (value) => value !== null);
    expect(profile?.kid).toBe(key);
    expect((await scene.hub.database.query('select 1 from device where kid = $1', [key])).length).toBe(1);
  });

  it('is one enrolment when a round of the sync overtakes it', async () => {
    const line = new PhoneLine(scene.hub);
    let isFirst = true;
    const fetch: Fetch = async (path, init) => {
      const overtaken = isFirst;
      isFirst = false;
      if (overtaken) expect(await phone.enrolment.resume(signal)).toMatchObject({ ok: true });
      return line.fetch(path, init);
    };
    const phone = scene.open({ fetch });
    expect(await phone.enrolment.enrol(await scene.linkFor(), signal)).toMatchObject({ ok: true });
    const { kid } = await phone.keys.ensure();
    expect((await scene.hub.database.query('select 1 from device where kid = $1', [kid])).length).toBe(1);
  });

  it('never replaces the key of an enrolled profile', async () => {
    const { phone } = await scene.enrolledPhone();
    const before = await phone.keys.ensure();
    const elsewhere = `#enrol=${await scene.hub.code('ranger')}&hub=${'x'.repeat(43)}`;
    expect(await phone.enrolment.enrol(elsewhere, signal)).toMatchObject({ ok: false, because: 'already-enrolled' });
    expect(await phone.keys.ensure()).toEqual(before);
    expect(await phone.enrolment.enrol(await scene.linkFor('commander'), signal)).toMatchObject({ ok: true });
    const { kid, jwk, privateKey, enrolled } = await phone.keys.ensure();
    expect({ kid, jwk, privateKey }).toEqual({ kid: before.kid, jwk: before.jwk, privateKey: before.privateKey });
    expect(enrolled?.chain).toBe(before.enrolled?.chain);
  });

  it('refuses a hub that is not the one of the link', async () => {
    const line = new PhoneLine(scene.hub);
    const phone = scene.open({ fetch: line.fetch });
    const link = `#enrol=${await scene.hub.code('ranger')}&hub=${'x'.repeat(43)}`;
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because: 'wrong-hub' });
    expect(await phone.keys.enrolled()).toBeNull();
  });

  it.each([
    ['a used code', 'code-used'],
    ['an unknown code', 'code-unknown'],
    ['an expired code', 'code-expired'],
  ] as const)('says that %s is one', async (_what, because) => {
    const code = because === 'code-unknown' ? 'A'.repeat(22) : await scene.hub.code('ranger');
    const link = `#enrol=${code}&hub=${scene.hub.keys.identityKid}`;
    if (because === 'code-used')
      await scene.open({ fetch: new PhoneLine(scene.hub).fetch }).enrolment.enrol(link, signal);
    if (because === 'code-expired') scene.hub.clock.pass(11 * 60_000);
    const phone = scene.open({ fetch: new PhoneLine(scene.hub).fetch });
    expect(await phone.enrolment.enrol(link, signal)).toMatchObject({ ok: false, because });
  });
});
