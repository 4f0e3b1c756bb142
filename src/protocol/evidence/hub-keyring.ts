import { areHubKeysSound, signingCertificate } from '../hub-certificates.ts';
import type { HubKeys } from '../hub-keys.ts';
import { importVerifyKey, isSignedBy, type Purpose, type Signed } from '../signed.ts';

/** The hub's signing keys, as far as its identity key vouches for them. */
export interface HubKeyring {
  readonly isSound: boolean;
  /** Whether a signing key that the identity certified signed this for this purpose. */
  isSigned(purpose: Purpose, signed: Signed): Promise<boolean>;
}

/** `identity` is the thumbprint that must be the identity key's. Keys that are not sound sign nothing. */
export async function hubKeyring(keys: HubKeys, identity: string): Promise<HubKeyring> {
  const isSound = await areHubKeysSound(keys, identity).catch(() => false);
  return {
    isSound,
    isSigned: async (purpose, signed) => {
      const certificate = isSound ? signingCertificate(keys, signed.kid) : undefined;
      return certificate !== undefined && isSignedBy(purpose, signed, await importVerifyKey(certificate.jwk));
    },
  };
}
