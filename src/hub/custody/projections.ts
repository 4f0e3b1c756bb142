import type { HulinEvent } from '../../protocol/event.ts';
import { IncidentNews } from '../incidents/incident-news.ts';
import type { Queryable } from '../ports.ts';
import { lockCases } from './case-files.ts';
import { lockGates } from './gate-files.ts';
import { GateRegister } from './gate-register.ts';
import { HandledAlarms } from './handled-alarms.ts';
import { IssuedPermits } from './issued-permits.ts';
import { LegalTextVersions } from './legal-text-versions.ts';
import { OfficeRulebooks } from './office-rulebooks.ts';
import type { LockProjection, Projection } from './projection.ts';
import { Remarks } from './remarks.ts';
import { Successions } from './successions.ts';

/** Every projection, in the order in which their rows are locked. */
const projections: readonly LockProjection[] = [
  HandledAlarms.lock,
  lockCases,
  lockGates,
  Successions.lock,
  Remarks.lock,
  LegalTextVersions.lock,
  OfficeRulebooks.lock,
  IssuedPermits.lock,
  IncidentNews.lock,
  GateRegister.lock,
];

/** What these events change besides being stored, locked and read. */
export async function lockProjections(tx: Queryable, events: readonly HulinEvent[]): Promise<Projection[]> {
  const locked: Projection[] = [];
  for (const lock of projections) locked.push(await lock(tx, events));
  return locked;
}

/** Whether these events change nothing besides being stored, and nothing in the database decides about them: no projection asks for anything. */
export async function arePlain(events: readonly HulinEvent[]): Promise<boolean> {
  try {
    await lockProjections(nobody, events);
    return true;
  } catch (error) {
    if (error !== asked) throw error;
    return false;
  }
}

const asked = new Error('a projection asked the database');

const nobody: Queryable = { query: () => Promise.reject(asked) };
