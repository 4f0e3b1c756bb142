import * as v from 'valibot';
import { type HubKeys, type KeyCertificate, keyCertificateSchema } from './custody.ts';
import { importVerifyKey, isSignedBy, type Signed, thumbprint } from './signed.ts';

/** True when the identity is the pinned one and every certificate bears its signature for the key it names. */
export async function areHubKeysSound({ identity, certificates }: HubKeys, pinned: string): Promise<boolean> {
  if ((await thumbprint(identity)) !== pinned) return false;
  const key = await importVerifyKey(identity);
  const sound = await Promise.all(certificates.map((one) => isCertificateSound(one, pinned, key)));
  return sound.every(Boolean);
}

/** The certificate of one signing key among the hub's; undefined when there is none. Its signature is checked elsewhere. */
export function signingCertificate({ certificates }: HubKeys, kid: string): KeyCertificate | undefined {
  return certificates.map(readCertificate).find((says) => says?.use === 'signing' && says.kid === kid) ?? undefined;
}

async function isCertificateSound(certificate: Signed, pinned: string, identity: CryptoKey): Promise<boolean> {
  if (certificate.kid !== pinned || !(await isSignedBy('key-certificate', certificate, identity))) return false;
  const says = readCertificate(certificate);
  return says !== null && (await thumbprint(says.jwk)) === says.kid;
}

function readCertificate({ raw }: Signed): KeyCertificate | null {
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), keyCertificateSchema), raw);
  return says.success ? says.output : null;
}
