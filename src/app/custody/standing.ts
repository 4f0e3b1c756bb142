import type { Live } from '../live.ts';
import { joinLive } from '../storage/live-query.ts';
import { type RecordStories, voidedIds } from '../story-ports.ts';

/** Records without those that were taken back. */
export function standing<R extends { readonly id: string }>(
  records: Live<readonly R[]>,
  { remarks }: Pick<RecordStories, 'remarks'>,
): Live<readonly R[]> {
  return joinLive(records, remarks, (rows, stories) => {
    const voided = voidedIds(stories);
    return voided.size === 0 ? rows : rows.filter(({ id }) => !voided.has(id));
  });
}
