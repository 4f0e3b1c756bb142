/** What became of one chunk: sent in so many milliseconds, or cut off. */
export type ChunkSent = { readonly bytes: number; readonly elapsedMs: number } | 'cut';

/** No chunk is smaller: beneath this a request's own overhead is most of it. */
export const leastChunkBytes = 16 * 1024;
/** The first chunk on a line nothing is known of. */
export const firstChunkBytes = 128 * 1024;
const aimMs = 4_000;

/**
 * How many bytes to send next: as many as the line carries in four seconds, at most twice as many as before and half as many after a
 * cut, so that a cut on a bad line costs little and a good line has few round trips. Between `leastChunkBytes` and `mostBytes`.
 */
export function sizeChunk(before: number, sent: ChunkSent, mostBytes: number): number {
  const wanted = sent === 'cut' ? before / 2 : (sent.bytes * aimMs) / Math.max(1, sent.elapsedMs);
  return Math.round(Math.min(mostBytes, Math.max(leastChunkBytes, Math.min(wanted, before * 2))));
}
