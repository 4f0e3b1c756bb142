import type { Rulebook, RuleException } from '../rulebook/rulebook.ts';
import type { Tier } from '../shared/codes.ts';
import { admitsPermit, isApprovedHighEnough } from './admits-permit.ts';
import type { Permit } from './permit.ts';

/** Why a rulebook lets a permit lift none of its bans of a tier. */
export type PermitHindrance = 'no-exception' | 'wrong-purpose' | 'approver-too-low' | 'suspended';

/** Whether a rulebook lets a permit lift its bans of a tier. `exception`: the one by which, or the one that comes nearest; null without any. */
export type Admission =
  | { readonly isAdmitted: true; readonly exception: RuleException }
  | { readonly isAdmitted: false; readonly because: PermitHindrance; readonly exception: RuleException | null };

/**
 * What a rulebook's exceptions say of a permit while a ban of this tier stands.
 *
 * | Any exception? | One admits it? | One for its purpose? | Approved high enough for that? | Answer |
 * |----------------|----------------|----------------------|--------------------------------|--------|
 * | no             | –              | –                    | –                              | 'no-exception' |
 * | yes            | yes            | –                    | –                              | admitted by it |
 * | yes            | no             | no                   | –                              | 'wrong-purpose' |
 * | yes            | no             | yes                  | no                             | 'approver-too-low' |
 * | yes            | no             | yes                  | yes                            | 'suspended' by the tier |
 */
export function admissionOf({ exceptions }: Pick<Rulebook, 'exceptions'>, permit: Permit, tier: Tier): Admission {
  const admitting = exceptions.find((each) => admitsPermit(each, permit, tier));
  if (admitting) return { isAdmitted: true, exception: admitting };
  const [first = null] = exceptions;
  if (first === null) return { isAdmitted: false, because: 'no-exception', exception: null };
  const forPurpose = exceptions.filter(({ purposes }) => purposes.includes(permit.purpose));
  const suspended = forPurpose.find((each) => isApprovedHighEnough(each, permit));
  if (suspended) return { isAdmitted: false, because: 'suspended', exception: suspended };
  const [tooHigh = null] = forPurpose;
  return tooHigh
    ? { isAdmitted: false, because: 'approver-too-low', exception: tooHigh }
    : { isAdmitted: false, because: 'wrong-purpose', exception: first };
}
