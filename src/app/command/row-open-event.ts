/** What a row or a mark stands for. */
export type RowKind = 'incident' | 'alarm' | 'sighting' | 'violation' | 'ranger' | 'station';

/** Somebody chose a row: show it on the map and in full. */
export class RowOpenEvent extends CustomEvent<{ readonly kind: RowKind; readonly id: string }> {
  static readonly type = 'hl-row-open';

  constructor(kind: RowKind, id: string) {
    super(RowOpenEvent.type, { detail: { kind, id }, bubbles: true, composed: true });
  }
}
