import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../protocol/bytes.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { readRulebookStatement, rulebookStatementFile } from '../../protocol/rulebook-statement.ts';
import { chunkBytes } from '../../protocol/zone-package.ts';
import { readIfThere } from '../store/file.ts';
import type { CheckedFolder } from './shelved-package.ts';

/**
 * Checks a rulebook in its folder: readable, named as its folders are, no larger than one chunk; and the signed statement that may lie
 * beside it: by this hub, about these bytes. Throws what is wrong with its text.
 */
export async function checkRulebook(
  folder: string,
  named: { readonly id: string; readonly version: string },
  identityKid: string,
): Promise<CheckedFolder> {
  const path = join(folder, 'rulebook.json');
  const { size, mtimeMs: writtenAt } = await stat(path);
  if (size > chunkBytes) return { ok: false, because: `larger than ${chunkBytes} bytes` };
  const bytes = new Uint8Array(await readFile(path));
  const { id, version, inForceOn, expiresOn } = readRulebook(JSON.parse(new TextDecoder().decode(bytes)));
  if (id !== named.id || version !== named.version) return { ok: false, because: `it calls itself ${id}/${version}` };
  const sha256 = await sha256Hex(bytes);
  const statementPath = join(folder, rulebookStatementFile);
  const stated = await readIfThere(statementPath);
  const statement = stated === null ? null : await readRulebookStatement(stated, identityKid, sha256);
  if (statement && !statement.ok) return { ok: false, because: `${rulebookStatementFile}: ${statement.detail}` };
  const document = { sha256, path, offset: 0, length: bytes.length };
  const stating = {
    dates: { inForceOn, expiresOn },
    issued: { by: 'placed' },
    ...(statement ? {} : { statementPath }),
  } as const;
  return {
    ok: true,
    found: { kind: 'rulebook', writtenAt, id, version, sha256, bytes: bytes.length, document, chunks: [], ...stating },
  };
}
