import type { RuleException } from '../rulebook/rulebook.ts';
import { approverLevels, codesOf, type Tier } from '../shared/codes.ts';
import type { Permit } from './permit.ts';

const levels = codesOf(approverLevels);

/** Whether an exception lets this permit lift a ban of a tier: high enough an approver, the right purpose, not suspended. */
export function admitsPermit(exception: RuleException, permit: Permit, tier: Tier): boolean {
  return (
    isApprovedHighEnough(exception, permit) &&
    exception.purposes.includes(permit.purpose) &&
    !exception.suspendedBy.includes(tier)
  );
}

/** Whether the approver's level is the one an exception asks for, or above it. */
export function isApprovedHighEnough({ leastApprover }: RuleException, { approver }: Permit): boolean {
  return levels.indexOf(approver.level) >= levels.indexOf(leastApprover);
}
