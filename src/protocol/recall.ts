import * as v from 'valibot';
import { fromBase64url, toBase64url, utf8 } from './bytes.ts';
import { type RecallRequest, recallRequestSchema } from './enrolment.ts';
import { generateRecordKey, openPart, sealPart, unwrapRecordKey, wrapRecordKey } from './seal.ts';
import type { SealedRecall } from './sealed-recall.ts';

/** Persisted: they stand in files that people keep. */
const [name, role] = ['recall', 'recall'];

/** Seals a recall to a hub's sealing key, so that whoever carries it reads no name. */
export async function sealRecall(recall: RecallRequest, to: { kid: string; key: CryptoKey }): Promise<SealedRecall> {
  const key = await generateRecordKey();
  const sealed = await sealPart(utf8(JSON.stringify(recall)), role, key);
  return { wrap: await wrapRecordKey(key, name, to.key, to.kid), sealed: toBase64url(sealed) };
}

/** Null for what was made for another key, was altered, or is no recall. */
export async function openRecall(
  { wrap, sealed }: SealedRecall,
  unsealingKey: (kid: string) => CryptoKey | null | Promise<CryptoKey | null>,
): Promise<RecallRequest | null> {
  const key = await unsealingKey(wrap.to);
  if (!key) return null;
  try {
    const plain = await openPart(fromBase64url(sealed), role, await unwrapRecordKey(wrap, name, key));
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), recallRequestSchema), new TextDecoder().decode(plain));
    return read.success ? read.output : null;
  } catch {
    return null; // every failure of the cryptography means the same: it cannot be opened
  }
}
