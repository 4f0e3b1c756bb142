/** Bytes being written one after another; grows as needed. */
export class ByteSink {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A whole number from 0 up to 2⁵³ in groups of 7 bits, the lowest first (LEB128). */
  count(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  /** A whole number of either sign: 0, −1, 1, −2 … as 0, 1, 2, 3 … */
  whole(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** So many low bits (0 … 24) of a value, filling bytes from their low end. */
  bits(value: number, width: number): void {
    this.#pending |= value << this.#pendingBits;
    this.#pendingBits += width;
    for (; this.#pendingBits >= 8; this.#pendingBits -= 8) {
      this.byte(this.#pending & 255);
      this.#pending >>>= 8;
    }
  }

  /** What was written; bits left over make a last byte. */
  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.byte(this.#pending & 255);
    this.#pendingBits = 0;
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const bytes = new Uint8Array(2 * this.#bytes.length);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
