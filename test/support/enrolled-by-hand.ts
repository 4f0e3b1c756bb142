import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { generateDeviceKey, type Signed, signText, thumbprint, toPublicJwk } from '../../src/protocol/signed.ts';
import type { Phone } from './phone.ts';

/** No network at all. */
export const noHub: Fetch = async () => {
  throw new TypeError('no line');
};

export const demoChain = '01900000-0000-7000-8000-000000000001';
const person = { id: '01900000-0000-7000-8000-000000000003', name: '王海林' };

export interface Enrollable {
  readonly keys: Phone['keys'];
  readonly stores: Pick<Phone['stores'], 'profiles'>;
}

/** Enrols a phone without any hub, with hub keys of nobody's; answers its chain. */
export async function enrolledByHand({ keys, stores }: Enrollable): Promise<string> {
  await keys.ensure();
  const hub = await someHubKeys();
  const device = '01900000-0000-7000-8000-000000000002';
  const grant = {
    ...{ id: '01900000-0000-7000-8000-000000000004', device, person, role: 'ranger' as const, area: '*' },
    ...{ fromAt: 0, toAt: null },
  };
  const epoch = '01900000-0000-7000-8000-000000000005';
  const answer: Signed = { raw: '{}', sig: 'A'.repeat(86), kid: 'A'.repeat(43) };
  await stores.profiles.keepEnrolment({ device, chain: demoChain, grant, hub, epoch, answer });
  return demoChain;
}

async function someHubKeys() {
  const [identity, signing] = await Promise.all([generateDeviceKey(), generateDeviceKey()]);
  const sealing = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const identityJwk = await toPublicJwk(identity.publicKey);
  const kid = await thumbprint(identityJwk);
  const certify = async (use: string, key: CryptoKey) => {
    const jwk = await toPublicJwk(key);
    const raw = JSON.stringify({ v: 1, use, kid: await thumbprint(jwk), jwk, season: '2026-2027', issuedAt: 0 });
    return signText('key-certificate', raw, identity.privateKey, kid);
  };
  const certificates = [await certify('signing', signing.publicKey), await certify('sealing', sealing.publicKey)];
  return { identity: identityJwk, certificates };
}
