import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ViolationFields } from '../../protocol/event.ts';
import type { OwnRecords } from '../ports.ts';

/** The review copies of what is listed, each decrypted once; null for one that cannot be opened here. */
export class OpenedFields implements ReactiveController {
  value: ReadonlyMap<string, ViolationFields | null> = new Map();
  readonly #host: ReactiveControllerHost;
  readonly #asked = new Set<string>();
  #isOver = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isOver = false;
  }

  hostDisconnected(): void {
    this.#isOver = true;
  }

  open(records: OwnRecords, rows: readonly { readonly id: string }[]): void {
    for (const { id } of rows) if (!this.#asked.has(id)) void this.#open(records, id);
  }

  async #open(records: OwnRecords, id: string): Promise<void> {
    this.#asked.add(id);
    const fields = await records.openFields(id);
    if (this.#isOver) return;
    this.value = new Map(this.value).set(id, fields);
    this.#host.requestUpdate();
  }
}
