import { createHash } from 'node:crypto';
import { chunkBytes, type PackageFile } from '../../../protocol/zone-package.ts';

/** What the manifest says of a file. */
export function describeFile(path: string, bytes: Uint8Array): PackageFile {
  const places = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) => at * chunkBytes);
  const chunks = places.map((from) => hash(bytes.subarray(from, from + chunkBytes)));
  return { path, sha256: hash(bytes), bytes: bytes.length, chunks };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
