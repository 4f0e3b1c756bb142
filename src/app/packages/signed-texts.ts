import * as v from 'valibot';
import { foldLegalTexts, type TextHistory } from '../../domain/legal/fold-legal-texts.ts';
import type { StandingText } from '../../domain/legal/legal-texts.ts';
import { sha256Hex } from '../../protocol/bytes.ts';
import { canonicalLegalText } from '../../protocol/legal-texts.ts';
import { signedLegalTextSchema } from '../../protocol/pull.ts';
import type { PulledRow } from '../storage/rows.ts';

/** The legal texts as they came with the app, and over them what the office signed, from what was pulled. One this build cannot read, or that is not what its hash says, is left out. */
export async function foldSigned(
  builtIn: readonly StandingText[],
  rows: readonly PulledRow[],
): Promise<readonly TextHistory[]> {
  const read = await Promise.all(rows.map(readSignedText));
  return foldLegalTexts(
    builtIn,
    read.filter((text) => text !== null),
  );
}

async function readSignedText({ key, body }: PulledRow): Promise<StandingText | null> {
  const signed = v.safeParse(signedLegalTextSchema, body);
  if (!signed.success) return null;
  const { text, version, sha256, signedBy, signedAt, event } = signed.output;
  if ((await sha256Hex(canonicalLegalText(text))) !== sha256) {
    console.error('a legal text is not what its hash says', key);
    return null;
  }
  const signing = { number: version, ...signedBy, at: signedAt, event };
  return { ...text, standing: { version: `signed-${version}`, sha256, signed: signing } };
}
