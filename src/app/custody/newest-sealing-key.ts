import * as v from 'valibot';
import { type KeyCertificate, keyCertificateSchema } from '../../protocol/custody.ts';
import type { HubKeys } from '../../protocol/hub-keys.ts';

/** The sealing key certified last. The certificates were checked against the pinned identity when they were stored. */
export async function newestSealingKey({ certificates }: HubKeys): Promise<{ kid: string; key: CryptoKey }> {
  const { importSealingKey } = await import('../../protocol/seal.ts');
  const all = certificates.map(({ raw }) => v.parse(keyCertificateSchema, JSON.parse(raw)));
  const newest = all.filter(({ use }) => use === 'sealing').reduce<KeyCertificate | null>(later, null);
  if (!newest) throw new Error('the hub certified no sealing key');
  return { kid: newest.kid, key: await importSealingKey(newest.jwk) };
}

function later(a: KeyCertificate | null, b: KeyCertificate): KeyCertificate {
  return a && a.issuedAt > b.issuedAt ? a : b;
}
