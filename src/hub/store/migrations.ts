import foundation from './migrations/0001_foundation.sql?raw';

/** One numbered step of the schema. Persisted by its hash: never change the text of one that was released, add another. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [{ number: 1, sql: foundation }];
