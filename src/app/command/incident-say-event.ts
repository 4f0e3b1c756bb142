import type { IncidentStepBody } from '../../protocol/incident.ts';

/** An officer decides about an incident. */
export class IncidentSayEvent extends CustomEvent<IncidentStepBody> {
  static readonly type = 'hl-incident-say';

  constructor(body: IncidentStepBody) {
    super(IncidentSayEvent.type, { detail: body, bubbles: true, composed: true });
  }
}
