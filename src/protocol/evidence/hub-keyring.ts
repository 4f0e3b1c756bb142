import type { KeyCertificate } from '../custody.ts';
import { areHubKeysSound, signingKeys } from '../hub-certificates.ts';
import type { HubKeys } from '../hub-keys.ts';
import { importVerifyKey, isSignedBy, type Purpose, type Signed } from '../signed.ts';
import { clockToleranceMs } from './clock-tolerance.ts';
import { once } from './once.ts';

/** The hub's signing keys, as far as its identity key vouches for them. */
export interface HubKeyring {
  readonly isSound: boolean;
  /** Whether a signing key that the identity certified signed this for this purpose. `at`: when it says it did, as far as it says so; no key signs before it is certified. */
  isSigned(purpose: Purpose, signed: Signed, at: number | null): Promise<boolean>;
}

/** `identity` is the thumbprint that must be the identity key's. Keys that are not sound sign nothing. */
export async function hubKeyring(keys: HubKeys, identity: string): Promise<HubKeyring> {
  const isSound = await areHubKeysSound(keys, identity).catch(() => false);
  const certificates = isSound ? signingKeys(keys) : new Map<string, KeyCertificate>();
  const keyOf = once(({ jwk }: KeyCertificate) => importVerifyKey(jwk).catch(() => null)); // no point on the curve: it signed nothing
  return {
    isSound,
    isSigned: async (purpose, signed, at) => {
      const certificate = certificates.get(signed.kid);
      if (!certificate || (at !== null && at < certificate.issuedAt - clockToleranceMs)) return false;
      const key = await keyOf(certificate);
      return key !== null && isSignedBy(purpose, signed, key);
    },
  };
}
