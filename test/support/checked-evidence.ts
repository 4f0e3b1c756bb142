import { type Trusted, type Verification, verifyEvidence } from '../../src/protocol/evidence/verify-evidence.ts';

export type Checked = Exclude<Verification, { outcome: 'unreadable' }> & { readonly wrong: readonly string[] };

export const nobody: Trusted = { hub: null, roots: [] };

/** What the verifier says of a package that can be read; `wrong` as `check item`. */
export async function checkEvidence(bytes: Uint8Array<ArrayBuffer>, trusted: Trusted = nobody): Promise<Checked> {
  const result = await verifyEvidence(bytes, trusted);
  if (result.outcome === 'unreadable') throw new Error('the package cannot be read');
  const wrong = result.checks.filter(({ outcome }) => outcome === 'wrong');
  return { ...result, wrong: wrong.map(({ check, item }) => `${check} ${item}`) };
}
