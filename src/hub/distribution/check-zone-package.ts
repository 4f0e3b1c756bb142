import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../protocol/bytes.ts';
import { chunkLength, hasRightChunks, packageFiles } from '../../protocol/package-files.ts';
import { readSignedPackage } from '../../protocol/read-signed-package.ts';
import type { PackageFile } from '../../protocol/zone-package.ts';
import { hasCode } from '../store/file.ts';
import type { CheckedFolder, Piece } from './shelved-package.ts';

/**
 * Checks a zone package in its folder: signed under this hub's identity (its thumbprint), named as its folders are, every file there
 * with the size, the chunks and the SHA-256 that the manifest says. Memory is bounded by one chunk.
 */
export async function checkZonePackage(
  folder: string,
  named: { readonly id: string; readonly version: string },
  identityKid: string,
): Promise<CheckedFolder> {
  const path = join(folder, 'package.json');
  const bytes = new Uint8Array(await readFile(path));
  const read = await readSignedPackage(new TextDecoder().decode(bytes), identityKid);
  if (!read.ok) return { ok: false, because: read.detail };
  const { manifest, sha256 } = read;
  const { id, version } = manifest;
  if (id !== named.id || version !== named.version) return { ok: false, because: `it calls itself ${id}/${version}` };
  const chunks: Piece[] = [];
  for (const file of packageFiles(manifest)) {
    const checked = await checkFile(join(folder, file.path), file);
    if (typeof checked === 'string') return { ok: false, because: `${file.path}: ${checked}` };
    chunks.push(...checked);
  }
  const document = { sha256: await sha256Hex(bytes), path, offset: 0, length: bytes.length };
  const total = chunks.reduce((sum, { length }) => sum + length, bytes.length);
  const { mtimeMs: writtenAt } = await stat(path);
  return { ok: true, found: { kind: 'zones', writtenAt, id, version, sha256, bytes: total, document, chunks } };
}

/** The file's chunks, or what is wrong with it. */
async function checkFile(path: string, file: PackageFile): Promise<Piece[] | string> {
  if (!hasRightChunks(file)) return 'its chunks do not make up its bytes';
  const handle = await open(path, 'r').catch((problem: unknown) => {
    if (hasCode(problem, 'ENOENT')) return null;
    throw problem;
  });
  if (!handle) return 'is missing';
  try {
    if ((await handle.stat()).size !== file.bytes) return 'has another size than the manifest says';
    const whole = createHash('sha256');
    const pieces: Piece[] = [];
    for (const [place, sha256] of file.chunks.entries()) {
      const [length, offset] = [chunkLength(file, place), pieces.reduce((sum, piece) => sum + piece.length, 0)];
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      const isRight = bytesRead === length && createHash('sha256').update(buffer).digest('hex') === sha256;
      if (!isRight) return `chunk ${place} is not what the manifest says`;
      whole.update(buffer);
      pieces.push({ sha256, path, offset, length });
    }
    return whole.digest('hex') === file.sha256 ? pieces : 'is not what the manifest says';
  } finally {
    await handle.close();
  }
}
