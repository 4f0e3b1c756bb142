import type { QueryResultRow } from 'pg';

/** What the hub's parts need of the world. Each has one contract suite, run against every implementation. */

/** Hub time, epoch ms. Tests set it. */
export interface HubClock {
  now(): number;
}

/** One connection inside a transaction, or the pool itself. `bigint` columns arrive as numbers. */
export interface Queryable {
  query<Row extends QueryResultRow = QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Commits when `work` resolves (fsync before it returns), rolls back when it throws. Retries serialization failures and deadlocks. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Calls back with each NOTIFY payload of a channel; reconnects by itself. Resolves once listening. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Sealed parts on disk, named by the SHA-256 of their bytes. */
export interface PartStore {
  has(sha256: string): Promise<boolean>;
  /** Whether it is there with the bytes of its name: then they, and the name, are on disk when it resolves, whoever wrote them. */
  keeps(sha256: string): Promise<boolean>;
  /** Writes, fsyncs and renames, in place of a spoilt one too; on disk when it resolves. Rejects when the bytes do not hash to the name. */
  put(sha256: string, bytes: Uint8Array): Promise<void>;
  /** Null when it is not there. */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** How many bytes of an unfinished part there are; a power cut may take some of them back. */
  begun(sha256: string): Promise<number>;
  /** Adds to an unfinished part when `offset` is where it ends; answers where it ends now. Not to be called twice at once for one part. */
  append(sha256: string, offset: number, bytes: Uint8Array): Promise<number>;
  /** Makes an unfinished part whole: fsynced and renamed when its bytes hash to the name, else false, and it stays as it is. */
  finish(sha256: string): Promise<boolean>;
  /** Throws an unfinished part away. */
  discard(sha256: string): Promise<void>;
}

/** Rings browsers' doorbells over the live channel. Losing a ring loses nothing. */
export interface Doorbell {
  ring(topic: string, payload: object): void;
}
