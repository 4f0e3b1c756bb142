import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { certifyKey } from '../../src/hub/keys/certify-key.ts';
import type { StoredKey } from '../../src/hub/keys/key-folder.ts';
import { digestOfCertificates } from '../../src/protocol/hub-certificates.ts';
import { publicJwkSchema, thumbprint } from '../../src/protocol/signed.ts';
import { records, until } from '../support/phone.ts';
import { type EnrolledPhone, PhoneScene } from '../support/phone-scene.ts';

describe('a phone whose hub has new keys', () => {
  let scene: PhoneScene;
  beforeAll(async () => {
    scene = await PhoneScene.begin();
  });
  afterEach(() => scene.closePhones());
  afterAll(() => scene.end());

  const rotate = (...uses: ('signing' | 'sealing')[]) => {
    scene.hub.clock.pass(1000);
    return scene.hub.keys.rotate(uses, scene.hub.clock.now());
  };
  const kidsKnown = async ({ phone }: EnrolledPhone) => (await phone.keys.enrolled())?.enrolled.hub.certificates ?? [];
  const asked = ({ line }: EnrolledPhone) => line.heard.filter((one) => one === 'GET /api/v1/keys').length;

  it('learns a signing key made after its enrolment, and goes on without a stop', async () => {
    const enrolled = await scene.enrolledPhone();
    const { phone } = enrolled;
    await phone.syncs();
    await rotate('signing');
    await records(phone, 1);
    await phone.syncs();
    const [record] = await until(phone.records.all, (all) => all[0]?.custody === 'verified');
    expect(record).toBeDefined();
    expect(await digestOfCertificates(await kidsKnown(enrolled))).toBe(await scene.hub.keys.certificatesDigest());
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null, connection: 'online' });
    expect(asked(enrolled)).toBe(1);
    await phone.syncs();
    expect(asked(enrolled)).toBe(1);
  });

  it('seals its next record to the season key made after its enrolment, and the hub opens both', async () => {
    const enrolled = await scene.enrolledPhone();
    const { phone, chain } = enrolled;
    await records(phone, 0);
    await phone.syncs();
    await rotate('sealing');
    await phone.syncs();
    await records(phone, 0);
    await phone.syncs();
    const wraps = await scene.hub.database.query<{ to_kid: string }>(
      'select to_kid from event_wrap where chain = $1 order by seq',
      [chain],
    );
    expect(new Set(wraps.map((wrap) => wrap.to_kid)).size).toBe(2);
    for (const wrap of wraps) expect(await scene.hub.keys.unsealingKey(wrap.to_kid)).not.toBeNull();
  });

  it('keeps what it learned when it starts anew', async () => {
    const enrolled = await scene.enrolledPhone();
    await enrolled.phone.syncs();
    await rotate('signing');
    await enrolled.phone.syncs();
    const again = scene.open({ fetch: enrolled.line.fetch, profile: enrolled.phone.profile });
    await again.syncs();
    expect(await until(again.sync.state)).toMatchObject({ needsYou: null, connection: 'online' });
    expect(asked(enrolled)).toBe(1);
  });

  it('learns no key that another than the pinned identity certified', async () => {
    const enrolled = await scene.enrolledPhone();
    const { phone, line } = enrolled;
    await phone.syncs();
    const before = await kidsKnown(enrolled);
    const [theirs, own] = [await aKey(), await aKey()];
    const forged = await certifyKey({ ...own, use: 'signing' }, theirs, scene.hub.clock.now());
    const pinned = { ...forged, kid: scene.hub.keys.identityKid }; // says that it was ours
    await rotate('signing');
    line.meddle = async ({ path, response }) => {
      if (path !== '/api/v1/keys') return response;
      const answer = (await response.json()) as { certificates: unknown[] };
      return Response.json({ ...answer, certificates: [forged, pinned] });
    };
    await phone.syncs();
    expect(await kidsKnown(enrolled)).toEqual(before);
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: 'hub-not-trusted' });
    line.meddle = async ({ response }) => response;
    await phone.syncs();
    expect(await kidsKnown(enrolled)).toHaveLength(before.length + 1);
    expect(await until(phone.sync.state)).toMatchObject({ needsYou: null });
  });
});

async function aKey(): Promise<StoredKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const privateJwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const jwk = v.parse(publicJwkSchema, privateJwk);
  return { use: 'identity', kid: await thumbprint(jwk), season: null, jwk, privateJwk };
}
