import { type Bytes, utf8 } from '../../protocol/bytes.ts';

/** A body as it travels, with its encoding: gzip where the browser can, plain where it cannot. */
export async function packBody(text: string): Promise<{ body: Bytes; headers: Record<string, string> }> {
  const headers = { 'content-type': 'application/json' };
  if (typeof CompressionStream === 'undefined') return { body: utf8(text), headers };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  return { body, headers: { ...headers, 'content-encoding': 'gzip' } };
}
