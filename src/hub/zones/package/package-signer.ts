import type { HubKeys } from '../../../protocol/hub-keys.ts';
import { type Signed, signText } from '../../../protocol/signed.ts';
import { certifyKey } from '../../keys/certify-key.ts';
import { KeyFolder } from '../../keys/key-folder.ts';

/** Signs manifests with the hub's signing key, and brings what a phone checks them by. */
export interface PackageSigner {
  /** Thumbprint of the identity key: `hub` of an enrolment link. */
  readonly identityKid: string;
  readonly keys: HubKeys;
  sign(raw: string): Promise<Signed>;
}

/** Opens the hub's key folder, making identity and signing key where they are missing as the hub itself would; needs no database. */
export async function packageSigner(folder: string, now: number): Promise<PackageSigner> {
  const files = new KeyFolder(folder);
  await files.open();
  const stored = await files.readAll();
  const identity = stored.find(({ use }) => use === 'identity') ?? (await files.create('identity', null));
  const signing = stored.findLast(({ use }) => use === 'signing') ?? (await files.create('signing', null));
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const key = await crypto.subtle.importKey('jwk', signing.privateJwk, algorithm, false, ['sign']);
  const certificate = await certifyKey({ ...signing, use: 'signing' }, identity, now);
  return {
    identityKid: identity.kid,
    keys: { identity: identity.jwk, certificates: [certificate] },
    sign: (raw) => signText('package', raw, key, signing.kid),
  };
}
