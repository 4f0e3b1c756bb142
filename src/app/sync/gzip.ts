import type { Bytes } from '../../protocol/bytes.ts';

/** A body as it travels, with its encoding: gzip where the browser can, plain where it cannot. */
export async function packBody(bytes: Bytes): Promise<{ body: Bytes; headers: Record<string, string> }> {
  const headers = { 'content-type': 'application/json' };
  if (typeof CompressionStream === 'undefined') return { body: bytes, headers };
  const { readable, writable } = new CompressionStream('gzip');
  const writer = writable.getWriter();
  const [packed] = await Promise.all([new Response(readable).arrayBuffer(), writer.write(bytes), writer.close()]);
  const body = new Uint8Array(packed);
  return { body, headers: { ...headers, 'content-encoding': 'gzip' } };
}
