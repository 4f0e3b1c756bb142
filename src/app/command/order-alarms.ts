import type { Alarm } from '../../protocol/pull.ts';

/** The alarms in the order a duty officer takes them: what is raised and nobody has seen, what is raised, what has cleared. */
export interface OrderedAlarms {
  readonly unseen: readonly Alarm[];
  readonly seen: readonly Alarm[];
  readonly cleared: readonly Alarm[];
}

/** Newest first in each group; cleared ones by when they cleared. */
export function orderAlarms(alarms: readonly Alarm[]): OrderedAlarms {
  const raised = alarms.filter(({ status }) => status === 'raised').toSorted((a, b) => b.raisedAt - a.raisedAt);
  const cleared = alarms
    .filter(({ status }) => status === 'cleared')
    .toSorted((a, b) => (b.clearedAt ?? b.raisedAt) - (a.clearedAt ?? a.raisedAt));
  return {
    unseen: raised.filter(({ acknowledged }) => acknowledged === null),
    seen: raised.filter(({ acknowledged }) => acknowledged !== null),
    cleared,
  };
}

/** How many raised alarms nobody has acknowledged; undefined while the alarms are not known. */
export function countUnseen(alarms: readonly Alarm[] | undefined): number | undefined {
  return alarms && orderAlarms(alarms).unseen.length;
}
