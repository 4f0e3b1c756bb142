import { civilDateAt } from '../clock/civil-date.ts';
import type { PermitStage } from '../shared/codes.ts';
import type { Permit } from './permit.ts';

/** Where a permit stands by the calendar at a moment (epoch ms). Its daily hours do not count: between them it is still in force. */
export function permitStage({ fromOn, toOn, withdrawnAt = null }: Permit, at: number): PermitStage {
  if (withdrawnAt !== null) return 'withdrawn';
  const date = civilDateAt(at);
  if (date > toOn) return 'ended';
  return date < fromOn ? 'coming' : 'in-force';
}
