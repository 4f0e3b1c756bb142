import type { Bytes } from '../../protocol/bytes.ts';

/** Reads one of the app's own files: from the service worker's cache when there is no network. */
export async function readStatic(path: string): Promise<Bytes> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
