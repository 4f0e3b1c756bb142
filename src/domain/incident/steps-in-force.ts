import type { IncidentStep } from './incident.ts';

/** Each step once, in the order the hub received them. */
export function orderSteps(steps: Iterable<IncidentStep>): IncidentStep[] {
  const byId = new Map([...steps].map((step) => [step.id, step]));
  return [...byId.values()].sort((one, other) => one.order - other.order);
}

/** The steps that nothing has undone. An undoing can be undone itself; it reaches only what was there before it. */
export function stepsInForce(ordered: readonly IncidentStep[]): IncidentStep[] {
  const undone = new Set<string>();
  for (const { id, said } of ordered.toReversed()) {
    if (said.deed === 'undo' && !undone.has(id)) undone.add(said.step);
  }
  return ordered.filter(({ id }) => !undone.has(id));
}
