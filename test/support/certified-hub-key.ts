import * as v from 'valibot';
import { keyCertificateSchema } from '../../src/protocol/custody.ts';
import type { EnrolmentAnswer } from '../../src/protocol/enrolment.ts';
import { importVerifyKey, isSignedBy } from '../../src/protocol/signed.ts';

/** By identity, key, use and the certificates shown. */
const found = new Map<string, Promise<CryptoKey>>();

/** The hub's key of this thumbprint, once its certificate is found to be the identity's; remembered, as phones remember it. Rejects when there is none. */
export function certifiedHubKey(hub: EnrolmentAnswer['hub'], kid: string, use: 'signing'): Promise<CryptoKey> {
  const asked = JSON.stringify([hub.identity, hub.certificates, kid, use]);
  const key = found.get(asked) ?? check(hub, kid, use);
  found.set(asked, key);
  return key;
}

async function check(
  { identity, certificates }: EnrolmentAnswer['hub'],
  kid: string,
  use: 'signing',
): Promise<CryptoKey> {
  const identityKey = await importVerifyKey(identity);
  for (const signed of certificates) {
    const certificate = v.parse(keyCertificateSchema, JSON.parse(signed.raw));
    if (certificate.use !== use || certificate.kid !== kid) continue;
    if (await isSignedBy('key-certificate', signed, identityKey)) return importVerifyKey(certificate.jwk);
  }
  throw new Error('no certificate for this key');
}
