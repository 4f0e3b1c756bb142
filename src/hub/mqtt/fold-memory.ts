import type { FoldState } from '../../domain/alarm/fold-samples.ts';
import type { Database } from '../ports.ts';

interface GatewayFolds {
  readonly token: string;
  readonly states: Map<string, FoldState>;
}

/**
 * What this process remembers of the folds, so that the usual batch reads nothing. Another hub's batch, or one that was rolled
 * back, shows by its token: then the store is read.
 */
export class FoldMemory {
  static readonly #ofDatabases = new WeakMap<Database, FoldMemory>();
  readonly #gateways = new Map<string, GatewayFolds>();

  static of(database: Database): FoldMemory {
    const memory = FoldMemory.#ofDatabases.get(database) ?? new FoldMemory();
    FoldMemory.#ofDatabases.set(database, memory);
    return memory;
  }

  /** The states that hold while the gateway bears this token. */
  recall(gateway: string, token: string | null): ReadonlyMap<string, FoldState> {
    const known = this.#gateways.get(gateway);
    return known && known.token === token ? known.states : new Map();
  }

  /** What was recalled of a gateway holds on under another token, but for what is noted next. */
  keep(gateway: string, token: string, states: ReadonlyMap<string, FoldState>): void {
    const known = this.#gateways.get(gateway)?.states;
    this.#gateways.set(gateway, { token, states: known === states ? known : new Map(states) });
  }

  note(gateway: string, station: string, state: FoldState): void {
    this.#gateways.get(gateway)?.states.set(station, state);
  }
}
