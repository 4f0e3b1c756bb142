/** A set of whole numbers that mostly come one after the other: kept as ranges. */
export class NumberRanges {
  readonly #ranges: { from: number; to: number }[] = [];

  add(number: number): void {
    const last = this.#ranges.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else if (!this.has(number)) this.#ranges.push({ from: number, to: number });
  }

  has(number: number): boolean {
    return this.meets(number, number);
  }

  /** Whether any number of `from … to` is here. */
  meets(from: number, to: number): boolean {
    return this.#ranges.some((range) => range.from <= to && range.to >= from);
  }

  countAbove(limit: number): number {
    return this.#ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from - 1, limit)), 0);
  }

  first(): number {
    return this.#ranges.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  }

  last(): number {
    return this.#ranges.reduce((most, { to }) => Math.max(most, to), 0);
  }
}
