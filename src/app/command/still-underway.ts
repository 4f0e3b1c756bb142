import type { Alarm } from '../../protocol/pull.ts';

/** The acknowledgements on their way whose alarm does not show them yet. One that shows it has arrived: should it be open again, it can be acknowledged again. */
export function stillUnderway(
  underway: ReadonlySet<string>,
  alarms: readonly Alarm[] | undefined,
): ReadonlySet<string> {
  const arrived = (alarms ?? []).filter(({ id, acknowledged }) => acknowledged !== null && underway.has(id));
  if (arrived.length === 0) return underway;
  const gone = new Set(arrived.map(({ id }) => id));
  return new Set([...underway].filter((id) => !gone.has(id)));
}
