import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../protocol/bytes.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { chunkBytes } from '../../protocol/zone-package.ts';
import type { CheckedFolder } from './shelved-package.ts';

/** Checks a rulebook in its folder: readable, named as its folders are, no larger than one chunk. The signed list vouches for its bytes. Throws what is wrong with its text. */
export async function checkRulebook(
  folder: string,
  named: { readonly id: string; readonly version: string },
): Promise<CheckedFolder> {
  const path = join(folder, 'rulebook.json');
  const { size, mtimeMs: writtenAt } = await stat(path);
  if (size > chunkBytes) return { ok: false, because: `larger than ${chunkBytes} bytes` };
  const bytes = new Uint8Array(await readFile(path));
  const { id, version } = readRulebook(JSON.parse(new TextDecoder().decode(bytes)));
  if (id !== named.id || version !== named.version) return { ok: false, because: `it calls itself ${id}/${version}` };
  const sha256 = await sha256Hex(bytes);
  const document = { sha256, path, offset: 0, length: bytes.length };
  return {
    ok: true,
    found: { kind: 'rulebook', writtenAt, id, version, sha256, bytes: bytes.length, document, chunks: [] },
  };
}
