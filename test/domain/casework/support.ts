import type { CaseCommand } from '../../../src/domain/casework/apply-command.ts';
import type { CaseStatus } from '../../../src/domain/casework/case-file.ts';
import type { CaseStep } from '../../../src/domain/shared/case-codes.ts';
import type { Origin } from '../../../src/domain/workflow/workflow-file.ts';

/** An event of somebody's, received. `name` is its id; the chain and the person are `chain`. */
export function anOrigin(name: string, chain: string): Origin {
  return { event: name, chain, person: `person ${chain}`, fromAt: null, toAt: 1 };
}

export function aStatus(step: CaseStep, on = '2027-01-15'): CaseStatus {
  return { step, on };
}

/** A command of one chain that saw `base`. */
export function aCommand(name: string, chain: string, base: number, changes: CaseCommand['changes']): CaseCommand {
  return { origin: anOrigin(name, chain), base, changes };
}
