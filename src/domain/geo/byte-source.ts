/** Bytes being read one after another, the counterpart of `ByteSink`. Throws an Error when they end too soon. */
export class ByteSource {
  readonly #bytes: Uint8Array;
  #at = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new Error('Edges: cut short');
    this.#at += 1;
    return value;
  }

  count(): number {
    let value = this.byte();
    if (value < 128) return value;
    value -= 128;
    for (let scale = 128; scale <= 2 ** 49; scale *= 128) {
      const next = this.byte();
      if (next < 128) return value + next * scale;
      value += (next - 128) * scale;
    }
    throw new Error('Edges: a number of more than 56 bits');
  }

  whole(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bits(width: number): number {
    for (; this.#pendingBits < width; this.#pendingBits += 8) this.#pending |= this.byte() << this.#pendingBits;
    const value = this.#pending & ((1 << width) - 1);
    this.#pending >>>= width;
    this.#pendingBits -= width;
    return value;
  }

  /** The next so many bytes as a source of their own. */
  part(length: number): ByteSource {
    if (length > this.left) throw new Error('Edges: cut short');
    this.#at += length;
    return new ByteSource(this.#bytes.subarray(this.#at - length, this.#at));
  }
}
