import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Entries whose exit is being registered: each is let out once, until the register itself lists it no more. */
export class ExitsUnderway implements ReactiveController {
  value: ReadonlySet<string> = new Set();
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** What `letOut` answers, whether they are out; false when they are on their way already. */
  async once(id: string, letOut: () => Promise<boolean>): Promise<boolean> {
    if (this.value.has(id)) return false;
    this.#set(new Set([...this.value, id]));
    let isOut = false;
    try {
      isOut = await letOut();
    } finally {
      if (!isOut) this.#keep((one) => one !== id);
    }
    return isOut;
  }

  /** Should an exit be taken back later, they can go out again. */
  heedInside(inside: readonly { readonly id: string }[]): void {
    this.#keep((one) => inside.some(({ id }) => id === one));
  }

  #keep(isKept: (id: string) => boolean): void {
    const kept = [...this.value].filter(isKept);
    if (kept.length < this.value.size) this.#set(new Set(kept));
  }

  #set(value: ReadonlySet<string>): void {
    this.value = value;
    this.#host.requestUpdate();
  }
}
