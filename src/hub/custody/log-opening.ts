import type { OpeningOutcome } from '../../domain/shared/codes.ts';
import type { Queryable } from '../ports.ts';

/** One reading of one sealed part: who, which, why, how it ended. `device` and `person` are null when it was the hub's command line. */
export interface OpeningEntry {
  readonly device: string | null;
  readonly person: string | null;
  readonly operator?: string | null;
  readonly event: string;
  readonly part: string;
  readonly role: string;
  readonly reason: string | null;
  readonly outcome: OpeningOutcome;
  /** The evidence package it went into. */
  readonly export?: string | null;
}

/** On disk when it resolves: nothing that was opened goes to anybody before. */
export async function logOpening(db: Queryable, at: number, entry: OpeningEntry): Promise<void> {
  const { device, person, operator = null, event, part, role, reason, outcome } = entry;
  await db.query(
    `insert into opening (at, device, person, operator, event, part, role, reason, outcome, export)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [at, device, person, operator, event, part, role, reason, outcome, entry.export ?? null],
  );
}
