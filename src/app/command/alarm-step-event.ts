import type { AlarmValues } from '../../domain/alarm/alarm-file.ts';
import type { Alarm } from '../../protocol/pull.ts';

/** Somebody does something about an alarm, against the version shown. */
export class AlarmStepEvent extends CustomEvent<{ readonly alarm: Alarm; readonly changes: Partial<AlarmValues> }> {
  static readonly type = 'hl-alarm-step';

  constructor(alarm: Alarm, changes: Partial<AlarmValues>) {
    super(AlarmStepEvent.type, { detail: { alarm, changes }, bubbles: true, composed: true });
  }
}
