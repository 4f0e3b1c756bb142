import type { KeyCertificate } from '../../protocol/custody.ts';
import { type Signed, signText } from '../../protocol/signed.ts';
import type { StoredKey } from './key-folder.ts';

/** The identity key's certificate for a signing or sealing key. */
export async function certifyKey(
  { use, kid, jwk, season }: StoredKey & { readonly use: KeyCertificate['use'] },
  identity: StoredKey,
  now: number,
): Promise<Signed> {
  const certificate: KeyCertificate = { v: 1, use, kid, jwk, ...(season && { season }), issuedAt: now };
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const key = await crypto.subtle.importKey('jwk', identity.privateJwk, ecdsa, false, ['sign']);
  return signText('key-certificate', JSON.stringify(certificate), key, identity.kid);
}
