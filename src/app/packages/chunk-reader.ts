import type { Bytes } from '../../protocol/bytes.ts';
import { chunkBytes, type PackageFile } from '../../protocol/zone-package.ts';

const keptChunks = 8;

/** Reads any stretch of a stored file by its chunks, the last few of which are kept in memory. */
export class ChunkReader {
  readonly #file: PackageFile;
  readonly #readChunk: (sha256: string) => Promise<Bytes | null>;
  readonly #recent = new Map<string, Promise<Bytes | null>>();

  constructor(file: PackageFile, readChunk: (sha256: string) => Promise<Bytes | null>) {
    this.#file = file;
    this.#readChunk = readChunk;
  }

  /** Fewer bytes at the file's end. Rejects when a chunk is missing. */
  async readBytes(offset: number, length: number): Promise<ArrayBuffer> {
    const end = Math.min(offset + length, this.#file.bytes);
    const bytes = new Uint8Array(Math.max(0, end - offset));
    for (let place = Math.floor(offset / chunkBytes); place * chunkBytes < end; place += 1) {
      const chunk = await this.#chunk(place);
      const from = place * chunkBytes;
      const wanted = chunk.subarray(Math.max(0, offset - from), Math.min(chunk.length, end - from));
      bytes.set(wanted, Math.max(0, from - offset));
    }
    return bytes.buffer;
  }

  async #chunk(place: number): Promise<Bytes> {
    const sha256 = this.#file.chunks[place] ?? '';
    const reading = this.#recent.get(sha256) ?? this.#readChunk(sha256);
    this.#recent.delete(sha256);
    this.#recent.set(sha256, reading);
    for (const oldest of [...this.#recent.keys()].slice(0, -keptChunks)) this.#recent.delete(oldest);
    const chunk = await reading;
    if (chunk) return chunk;
    this.#recent.delete(sha256);
    throw new Error(`${this.#file.path}: chunk ${place} is not on this phone`);
  }
}
