/** Takes bytes from a stream in the portions asked for. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #waiting: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes, fewer only at the end. */
  async upTo(bytes: number): Promise<Buffer> {
    const pieces = [this.#waiting];
    let have = this.#waiting.length;
    while (have < bytes && !this.#isOver) {
      const piece = await this.#next();
      pieces.push(piece);
      have += piece.length;
    }
    const all = Buffer.concat(pieces);
    this.#waiting = all.subarray(bytes);
    return all.subarray(0, bytes);
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#waiting.length === 0 && !this.#isOver) this.#waiting = await this.#next();
    return this.#waiting.length === 0;
  }

  /** Up to the next line feed, which is taken too; null when none comes within `longest` bytes. */
  async line(longest: number): Promise<string | null> {
    const ahead = await this.upTo(longest);
    const end = ahead.indexOf(10);
    this.#waiting = Buffer.concat([ahead.subarray(end + 1), this.#waiting]);
    return end < 0 ? null : ahead.toString('utf8', 0, end);
  }

  async #next(): Promise<Buffer> {
    const next = await this.#source.next();
    this.#isOver = next.done === true;
    return next.done ? Buffer.alloc(0) : bufferOf(next.value);
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
