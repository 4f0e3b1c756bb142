import { join } from 'node:path';
import * as v from 'valibot';
import { sha256Hex, utf8 } from '../../protocol/bytes.ts';
import type { LegalCitation } from '../../protocol/event.ts';
import { evidencePaths } from '../../protocol/evidence/evidence-package.ts';
import { canonicalLegalText, legalTextsSchema } from '../../protocol/legal-texts.ts';
import type { Queryable } from '../ports.ts';
import { readIfThere } from '../store/file.ts';
import type { DocumentItem } from './document-items.ts';

export interface LawSource {
  readonly database: Queryable;
  readonly packagesFolder: string;
}

/**
 * The legal texts that records cite, each as its citation hashes it: what the office signed, or what came with the app. `missing` are
 * the hashes of those that neither has.
 */
export async function lawItems(
  { database, packagesFolder }: LawSource,
  cited: readonly LegalCitation[],
): Promise<{ readonly found: DocumentItem[]; readonly missing: string[] }> {
  const wanted = [...new Map(cited.map((one) => [one.sha256, one])).values()];
  if (wanted.length === 0) return { found: [], missing: [] };
  const texts = new Map([...(await textsWithTheApp(packagesFolder)), ...(await signedTexts(database, wanted))]);
  const missing = wanted.map(({ sha256 }) => sha256).filter((sha256) => !texts.has(sha256));
  const found = wanted.flatMap((one) => {
    const content = texts.get(one.sha256);
    return content === undefined ? [] : [lawItem(one, content)];
  });
  return { found, missing };
}

function lawItem({ text, version, sha256 }: LegalCitation, content: string): DocumentItem {
  const path = evidencePaths.document(sha256);
  return { item: { path, bytes: utf8(content) }, entry: { kind: 'legal-text', id: text, version, sha256, path } };
}

async function signedTexts(db: Queryable, wanted: readonly LegalCitation[]): Promise<[string, string][]> {
  const rows = await db.query<{ sha256: string; content: string }>(
    'select distinct sha256, content from legal_text where sha256 = any($1::text[])',
    [wanted.map(({ sha256 }) => sha256)],
  );
  return rows.map(({ sha256, content }) => [sha256, content]);
}

async function textsWithTheApp(packagesFolder: string): Promise<[string, string][]> {
  const file = await readIfThere(join(packagesFolder, 'legal-texts', '1', 'legal-texts.json'));
  if (file === null) return [];
  const { texts } = v.parse(legalTextsSchema, JSON.parse(file));
  const each = texts.map(canonicalLegalText).map(async (content): Promise<[string, string]> => {
    return [await sha256Hex(content), content];
  });
  return Promise.all(each);
}
