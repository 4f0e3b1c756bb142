import type { Alarm } from '../../protocol/pull.ts';

/** An officer has seen this alarm. */
export class AcknowledgeEvent extends CustomEvent<Alarm> {
  static readonly type = 'hl-acknowledge';

  constructor(alarm: Alarm) {
    super(AcknowledgeEvent.type, { detail: alarm, bubbles: true, composed: true });
  }
}
