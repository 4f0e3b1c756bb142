import { compareText } from './order-members.ts';

/** Members put together, never two of which somebody said that they are apart. */
export class Groups {
  readonly #leader = new Map<string, string>();
  readonly #members = new Map<string, string[]>();
  readonly #apart: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(ids: readonly string[], apart: ReadonlyMap<string, ReadonlySet<string>> = new Map()) {
    this.#apart = apart;
    for (const id of ids) {
      this.#leader.set(id, id);
      this.#members.set(id, [id]);
    }
  }

  /** Does nothing when they are together, or must stay apart, or one is not known. */
  unite(one: string, other: string): void {
    const [first, second] = [this.#leader.get(one), this.#leader.get(other)];
    if (first === undefined || second === undefined || first === second) return;
    const [large, small] = this.#bySize(first, second);
    const joining = this.#members.get(small) ?? [];
    if (joining.some((id) => this.#isApartFrom(id, large))) return;
    for (const id of joining) {
      this.#leader.set(id, large);
      this.#members.get(large)?.push(id);
    }
    this.#members.delete(small);
  }

  areTogether(one: string, other: string): boolean {
    return this.#leader.get(one) === this.#leader.get(other);
  }

  all(): string[][] {
    return [...this.#members.values()];
  }

  #isApartFrom(id: string, leader: string): boolean {
    return [...(this.#apart.get(id) ?? [])].some((other) => this.#leader.get(other) === leader);
  }

  #bySize(one: string, other: string): [string, string] {
    const difference = (this.#members.get(one)?.length ?? 0) - (this.#members.get(other)?.length ?? 0);
    return difference > 0 || (difference === 0 && compareText(one, other) < 0) ? [one, other] : [other, one];
  }
}
