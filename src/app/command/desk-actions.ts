import { msg } from '@lit/localize';
import type { LitElement, ReactiveController } from 'lit';
import type { AlarmValues } from '../../domain/alarm/alarm-file.ts';
import type { IncidentStepBody } from '../../protocol/incident.ts';
import type { Alarm } from '../../protocol/pull.ts';
import type { Casework } from '../casework-ports.ts';
import type { GateModes } from '../gate-ports.ts';
import type { Incidents } from '../incident-ports.ts';
import { explainUnsaved } from '../kit/explain-unsaved.ts';
import { OffDutyError } from '../off-duty.ts';
import type { Acknowledging } from '../ports.ts';
import { AlarmStepEvent } from './alarm-step-event.ts';
import { CaseSettleEvent, CaseStepEvent } from './case-events.ts';
import type { DeskPicture } from './desk-picture.ts';
import { GateSetEvent, GateSettleEvent } from './gate-mode-events.ts';
import { IncidentSayEvent } from './incident-say-event.ts';
import { wordsOnSigns } from './words-on-signs.ts';

/** The services that the desk's people act through. */
export interface ActingHost extends LitElement {
  readonly casework: Casework;
  readonly gateModes: GateModes;
  readonly incidents: Incidents;
  readonly acknowledging: Acknowledging;
}

/** Turns what the desk's views ask for into events of this device's chain; says when nothing could be written. */
export class DeskActions implements ReactiveController {
  readonly #host: ActingHost;
  readonly #shown: () => Pick<DeskPicture, 'alarms' | 'incidents'>;
  readonly #onFailure: (failure: string | null) => void;

  /** `shown`: what the desk shows while they act; what is said about an incident is said of the alarms in it. */
  constructor(
    host: ActingHost,
    shown: () => Pick<DeskPicture, 'alarms' | 'incidents'>,
    onFailure: (failure: string | null) => void,
  ) {
    this.#host = host;
    this.#shown = shown;
    this.#onFailure = onFailure;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener(AlarmStepEvent.type, this.#handle);
    this.#host.addEventListener(CaseStepEvent.type, this.#step);
    this.#host.addEventListener(CaseSettleEvent.type, this.#settle);
    this.#host.addEventListener(IncidentSayEvent.type, this.#say);
    this.#host.addEventListener(GateSetEvent.type, this.#setGate);
    this.#host.addEventListener(GateSettleEvent.type, this.#settleGate);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener(AlarmStepEvent.type, this.#handle);
    this.#host.removeEventListener(CaseStepEvent.type, this.#step);
    this.#host.removeEventListener(CaseSettleEvent.type, this.#settle);
    this.#host.removeEventListener(IncidentSayEvent.type, this.#say);
    this.#host.removeEventListener(GateSetEvent.type, this.#setGate);
    this.#host.removeEventListener(GateSettleEvent.type, this.#settleGate);
  }

  readonly #handle = (event: Event): void => {
    if (!(event instanceof AlarmStepEvent)) return;
    const { alarm, changes } = event.detail;
    void this.#write(this.#stepWith(alarm, changes));
  };

  readonly #step = (event: Event): void => {
    if (!(event instanceof CaseStepEvent)) return;
    const { violation, base, changes } = event.detail;
    void this.#write(this.#host.casework.take(violation, base, changes));
  };

  readonly #settle = (event: Event): void => {
    if (!(event instanceof CaseSettleEvent)) return;
    void this.#write(this.#host.casework.settle(event.detail.violation, event.detail.choice));
  };

  readonly #say = (event: Event): void => {
    if (event instanceof IncidentSayEvent) void this.#write(this.#sayOf(event.detail));
  };

  readonly #setGate = (event: Event): void => {
    if (!(event instanceof GateSetEvent)) return;
    const { gate, base, setting } = event.detail;
    void this.#write(this.#host.gateModes.set(gate, base, setting));
  };

  readonly #settleGate = (event: Event): void => {
    if (!(event instanceof GateSettleEvent)) return;
    void this.#write(this.#host.gateModes.settle(event.detail.gate, event.detail.choice));
  };
  async #sayOf(body: IncidentStepBody): Promise<void> {
    const { incidents, alarms } = this.#shown();
    const words = wordsOnSigns(body, incidents ?? [], alarms ?? []);
    await this.#host.incidents.say(body);
    for (const { alarm, verification } of words) await this.#stepWith(alarm, { verification });
  }

  /** Whoever judges an alarm at the desk has seen it. */
  async #stepWith(alarm: Alarm, changes: Partial<AlarmValues>): Promise<void> {
    const { acknowledging } = this.#host;
    const isJudged = changes.verification === 'confirmed' || changes.verification === 'false' || changes.closing;
    if (isJudged && !alarm.acknowledged && alarm.status === 'raised') await acknowledging.acknowledge(alarm);
    await acknowledging.step(alarm, changes);
  }

  async #write(writing: Promise<void>): Promise<void> {
    this.#onFailure(null);
    try {
      await writing;
    } catch (problem) {
      // Nothing was written, and the form is there to try again; the top-level handler records why.
      this.#onFailure(explainUnsaved(problem, msg('This step could not be saved. Try again.')));
      if (!(problem instanceof OffDutyError)) throw problem;
    }
  }
}
