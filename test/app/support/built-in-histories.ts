import * as v from 'valibot';
import legalJson from '../../../public/packages/legal-texts/1/legal-texts.json' with { type: 'json' };
import { foldLegalTexts, type TextHistory } from '../../../src/domain/legal/fold-legal-texts.ts';
import type { StandingText } from '../../../src/domain/legal/legal-texts.ts';
import { legalTextsSchema } from '../../../src/protocol/legal-texts.ts';

/** The law as it came with the app, and what is signed over it. */
export function builtInHistories(signed: readonly StandingText[] = []): TextHistory[] {
  const { texts, version } = v.parse(legalTextsSchema, legalJson);
  const builtIn = texts.map((text) => ({ ...text, standing: { version, sha256: `of ${text.id}`, signed: null } }));
  return foldLegalTexts(builtIn, signed);
}
