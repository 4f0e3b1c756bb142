import type { DeskTab } from './hl-desk-tabs.ts';
import type { RowKind } from './row-open-event.ts';

/** In which list a mark of the map stands. */
export function tabOf(markKind: string): DeskTab {
  const tabs: Readonly<Record<string, DeskTab>> = {
    incident: 'incidents',
    alarm: 'alarms',
    violation: 'violations',
    ranger: 'rangers',
    gate: 'gates',
  };
  return tabs[markKind] ?? 'sensors';
}

/** What kind of row a mark stands for. */
export function markToRow(markKind: string): RowKind {
  const kinds = ['incident', 'alarm', 'violation', 'ranger'] as const;
  return kinds.find((kind) => kind === markKind) ?? 'station';
}
