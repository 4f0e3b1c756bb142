import { IncidentNews } from '../incidents/incident-news.ts';
import { lockCases } from './case-files.ts';
import { lockGates } from './gate-files.ts';
import { GateRegister } from './gate-register.ts';
import { HandledAlarms } from './handled-alarms.ts';
import { IssuedPermits } from './issued-permits.ts';
import { LegalTextVersions } from './legal-text-versions.ts';
import { OfficeRulebooks } from './office-rulebooks.ts';
import type { LockProjection } from './projection.ts';
import { Remarks } from './remarks.ts';
import { Successions } from './successions.ts';

/** Every projection, in the order in which their rows are locked. */
export const projections: readonly LockProjection[] = [
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
