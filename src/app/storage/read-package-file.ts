import { type Bytes, sha256Hex } from '../../protocol/bytes.ts';
import { chunkLength } from '../../protocol/package-files.ts';
import { chunkBytes, type PackageFile } from '../../protocol/zone-package.ts';
import type { PackageStore } from './package-store.ts';

/** A file put together from its chunks; null when it is not what was signed, and then the chunks at fault are gone. */
export async function readPackageFile(packages: PackageStore, file: PackageFile): Promise<Bytes | null> {
  const whole = new Uint8Array(file.bytes);
  for (const [place, sha256] of file.chunks.entries()) {
    const chunk = await packages.readChunk(sha256);
    if (chunk?.length === chunkLength(file, place)) whole.set(chunk, place * chunkBytes);
  }
  if ((await sha256Hex(whole)) === file.sha256) return whole;
  await dropSpoilt(packages, file);
  return null;
}

async function dropSpoilt(packages: PackageStore, { chunks }: PackageFile): Promise<void> {
  const wrong: string[] = [];
  for (const sha256 of chunks) {
    const chunk = await packages.readChunk(sha256);
    if (!chunk || (await sha256Hex(chunk)) !== sha256) wrong.push(sha256);
  }
  await packages.dropChunks(wrong);
}
