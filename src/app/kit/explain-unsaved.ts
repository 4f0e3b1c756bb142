import { msg } from '@lit/localize';
import { OffDutyError } from '../off-duty.ts';

/** Why nothing was saved: nobody is on duty, or what `otherwise` says. */
export function explainUnsaved(problem: unknown, otherwise: string): string {
  const isOffDuty = problem instanceof OffDutyError;
  return isOffDuty ? msg('Nobody is on duty with this phone: choose who is under “Me”.') : otherwise;
}
