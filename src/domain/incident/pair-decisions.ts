import type { IncidentStep } from './incident.ts';

/** What was said by hand about two members. */
export interface PairDecision {
  readonly these: string;
  readonly those: string;
  readonly isApart: boolean;
  readonly order: number;
}

/** About each pair of members the latest decision that named them on either side; `inForce` in their order. */
export function pairDecisions(inForce: readonly IncidentStep[]): PairDecision[] {
  const pairs = new Map<string, PairDecision>();
  for (const { order, said } of inForce) {
    if (said.deed !== 'merge' && said.deed !== 'split') continue;
    for (const one of said.these) {
      for (const other of said.those) {
        if (one === other) continue;
        const [these, those] = one < other ? [one, other] : [other, one];
        pairs.set(`${these} ${those}`, { these, those, isApart: said.deed === 'split', order });
      }
    }
  }
  return [...pairs.values()];
}
