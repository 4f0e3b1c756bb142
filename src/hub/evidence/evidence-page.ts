import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../protocol/bytes.ts';

/** The built page that checks a package, read each time it is asked for; null when it was not built. */
export function evidencePageOf(root: string): () => Promise<Bytes | null> {
  return async () => {
    const file = await readFile(join(root, 'dist', 'page', 'verify.html')).catch(() => null); // an export works without it
    return file && new Uint8Array(file);
  };
}
