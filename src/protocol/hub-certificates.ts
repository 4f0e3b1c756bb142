import * as v from 'valibot';
import { sha256Hex } from './bytes.ts';
import { type KeyCertificate, keyCertificateSchema } from './custody.ts';
import type { HubKeys } from './hub-keys.ts';
import { importVerifyKey, isSignedBy, type Signed, thumbprint } from './signed.ts';

/** True when the identity is the pinned one and every certificate bears its signature for the key it names. */
export async function areHubKeysSound({ identity, certificates }: HubKeys, pinned: string): Promise<boolean> {
  if ((await thumbprint(identity)) !== pinned) return false;
  const key = await importVerifyKey(identity);
  const sound = await Promise.all(certificates.map((one) => isCertificateSound(one, pinned, key)));
  return sound.every(Boolean);
}

/** Those that bear the pinned identity's signature for the key they name; the rest is nobody's. */
export async function soundCertificates(
  { identity }: Pick<HubKeys, 'identity'>,
  certificates: readonly Signed[],
): Promise<Signed[]> {
  const pinned = await thumbprint(identity);
  const key = await importVerifyKey(identity);
  const sound = await Promise.all(certificates.map((one) => isCertificateSound(one, pinned, key)));
  return certificates.filter((_, index) => sound[index]);
}

/** The same for the same keys, in whatever order. */
export function digestOfCertificates(certificates: readonly Signed[]): Promise<string> {
  return sha256Hex(
    certificates
      .map((one) => readCertificate(one)?.kid ?? '')
      .sort()
      .join('\n'),
  );
}

/** Thumbprint of the key a certificate is for; null when it is no certificate. */
export function certifiedKid(certificate: Signed): string | null {
  return readCertificate(certificate)?.kid ?? null;
}

/** The certificates of all signing keys by their thumbprints; of two for one key the first. Their signatures are checked elsewhere. */
export function signingKeys({ certificates }: HubKeys): ReadonlyMap<string, KeyCertificate> {
  const read = certificates.map(readCertificate).filter((says) => says?.use === 'signing');
  return new Map(read.toReversed().flatMap((says) => (says ? [[says.kid, says] as const] : [])));
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
