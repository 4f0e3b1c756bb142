import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { citationSchema } from '../../protocol/citation.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import type { ShelvedPackage } from './shelved-package.ts';

const entrySchema = v.object({ ...citationSchema.entries, path: v.string() });
const indexSchema = v.object({ rulebook: entrySchema, zones: entrySchema });

/** The rulebook and zone package that come with the app, as `index.json` of their folder names them: phones have them already. */
export async function readBuiltIn(folder: string): Promise<ShelvedPackage[]> {
  const index = v.parse(indexSchema, JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
  return Promise.all([shelve(folder, 'rulebook', index.rulebook), shelve(folder, 'zones', index.zones)]);
}

async function shelve(
  folder: string,
  kind: ShelvedPackage['kind'],
  { id, version, sha256, path }: v.InferOutput<typeof entrySchema>,
): Promise<ShelvedPackage> {
  const file = join(folder, path);
  const bytes = await readFile(file);
  const { length } = bytes;
  const document = { sha256, path: file, offset: 0, length };
  const shelved = { kind, writtenAt: 0, id, version, sha256, bytes: length, document, chunks: [] };
  if (kind !== 'rulebook') return shelved;
  const { inForceOn, expiresOn } = readRulebook(JSON.parse(bytes.toString('utf8')));
  return { ...shelved, dates: { inForceOn, expiresOn }, issued: { by: 'built-in' } };
}
