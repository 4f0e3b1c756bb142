import type { FoldState } from '../../domain/alarm/fold-samples.ts';
import type { Database } from '../ports.ts';

/** The folds of one gateway's sensors as of the batch that left this token at the gateway. */
export interface GatewayFolds {
  readonly token: string;
  readonly states: ReadonlyMap<string, FoldState>;
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

  keep(gateway: string, folds: GatewayFolds): void {
    this.#gateways.set(gateway, folds);
  }
}
