import type { ReadMessage } from './read-message.ts';

/**
 * By their numbers, what has come in and is not stored yet. A gateway that gets no ack for some seconds sends all of it again: if that
 * were stored beside the first, a hub that is behind would fall behind ever further.
 */
export class HeldMessages {
  readonly #gateways = new Map<string, Map<string, string>>();

  /** Whether the very same message is here already. */
  has(message: ReadMessage): boolean {
    return message.kind === 'message' && this.#gateways.get(message.gateway)?.get(keyOf(message)) === message.hash;
  }

  /** Whether anything of a gateway is here. */
  hasAnyOf(gateway: string): boolean {
    return this.#gateways.has(gateway);
  }

  add(message: ReadMessage): void {
    if (message.kind !== 'message') return;
    const held = this.#gateways.get(message.gateway) ?? new Map<string, string>();
    if (held.size === 0) this.#gateways.set(message.gateway, held);
    const key = keyOf(message);
    if (!held.has(key)) held.set(key, message.hash);
  }

  /** These are stored, or given up. */
  settle(messages: readonly ReadMessage[]): void {
    for (const message of messages) {
      if (message.kind !== 'message') continue;
      const held = this.#gateways.get(message.gateway);
      held?.delete(keyOf(message));
      if (held?.size === 0) this.#gateways.delete(message.gateway);
    }
  }
}

function keyOf({ boot, seq }: { readonly boot: number; readonly seq: number }): string {
  return `${boot}/${seq}`;
}
