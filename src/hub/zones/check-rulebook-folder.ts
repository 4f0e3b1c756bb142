import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import {
  readRulebookStatement,
  rulebookStatementFile,
  signedRulebookSchema,
} from '../../protocol/rulebook-statement.ts';
import { thumbprint } from '../../protocol/signed.ts';
import { hasCode, readIfThere } from '../store/file.ts';

/** What is to be said of a rulebook in its folder; code 0: whole, 1: its statement is missing, forged or about other bytes, 2: no rulebook. */
export interface RulebookCheck {
  readonly code: 0 | 1 | 2;
  readonly says: string;
}

/** The folders of rulebooks at a path: the folder itself, or those below it (`<id>/<version>`). */
export async function rulebookFoldersAt(path: string): Promise<string[]> {
  const first = await foldersIn(path);
  const all = [path, ...first, ...(await Promise.all(first.map(foldersIn))).flat()];
  const holds = await Promise.all(all.map(async (one) => (await readIfThere(join(one, 'rulebook.json'))) !== null));
  return all.filter((_, place) => holds[place]);
}

/** Checks a rulebook and the signed statement beside it: by the hub of this thumbprint, or by the one it names itself. */
export async function checkRulebookFolder(folder: string, pinned: string | null): Promise<RulebookCheck> {
  const bytes = new Uint8Array(await readFile(join(folder, 'rulebook.json')));
  const rulebook = parse(bytes);
  if (typeof rulebook === 'string') return { code: 2, says: `unreadable: rulebook.json: ${rulebook}` };
  const stated = await readIfThere(join(folder, rulebookStatementFile));
  if (stated === null)
    return { code: 1, says: `${rulebookStatementFile}: is missing: no hub has served this rulebook yet` };
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), signedRulebookSchema), stated);
  const hub = pinned ?? (file.success ? await thumbprint(file.output.keys.identity) : '');
  const read = await readRulebookStatement(stated, hub, await sha256Hex(bytes));
  if (!read.ok) return { code: 1, says: `${rulebookStatementFile}: ${read.detail}` };
  const { id, version, issued } = read.statement;
  return { code: 0, says: `whole; rulebook ${id} ${version}, signed by hub ${hub}, ${issued.by}` };
}

function parse(bytes: Uint8Array): object | string {
  try {
    return readRulebook(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof v.ValiError) return problem.message;
    throw problem;
  }
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return folders.map(({ name }) => join(path, name)).toSorted();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}
