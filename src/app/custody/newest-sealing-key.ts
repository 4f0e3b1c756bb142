import * as v from 'valibot';
import { type KeyCertificate, keyCertificateSchema } from '../../protocol/custody.ts';
import type { HubKeys } from '../../protocol/hub-keys.ts';

/** So much a phone's clock may be behind a hub's. */
const dayMs = 86_400_000;

/**
 * The sealing key certified last before `now` (epoch ms, by the phone's clock): a hub whose clock ran ahead once has certified keys of
 * seasons to come. To a clock behind them all, the last of all. The certificates were checked against the pinned identity when they were stored.
 */
export async function newestSealingKey(
  { certificates }: HubKeys,
  now: number,
): Promise<{ kid: string; key: CryptoKey }> {
  const { importSealingKey } = await import('../../protocol/seal.ts');
  const all = certificates.map(({ raw }) => v.parse(keyCertificateSchema, JSON.parse(raw)));
  const sealing = all.filter(({ use }) => use === 'sealing');
  const begun = sealing.filter(({ issuedAt }) => issuedAt <= now + dayMs);
  const newest = (begun.length > 0 ? begun : sealing).reduce<KeyCertificate | null>(later, null);
  if (!newest) throw new Error('the hub certified no sealing key');
  return { kid: newest.kid, key: await importSealingKey(newest.jwk) };
}

function later(a: KeyCertificate | null, b: KeyCertificate): KeyCertificate {
  return a && a.issuedAt > b.issuedAt ? a : b;
}
