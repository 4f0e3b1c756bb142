import { uuidv7 } from 'uuidv7';
import type { AlarmStepBody } from '../../protocol/alarm-step.ts';
import type { AcknowledgementBody } from '../../protocol/event.ts';
import type { Acknowledging } from '../ports.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import { type Chain, mustBeAppended } from './chain.ts';

/**
 * Acknowledging an alarm, and every other step about it, as one more event of this device's chain, with the alarm's version as its
 * base. Rejects when not enrolled, or nobody is on duty.
 */
export function acknowledgingAlarms(chain: Chain, keys: OwnKeys): Acknowledging {
  const append = async (kind: string, body: AcknowledgementBody | AlarmStepBody, base: number) => {
    const profile = await keys.enrolled();
    if (!profile) throw new Error('not enrolled');
    const event = { id: uuidv7(), kind, schema: 1, body: { ...body }, parts: [], wraps: [], base };
    mustBeAppended(await chain.append(event, profile));
  };
  return {
    acknowledge: ({ id, version }) => append('acknowledgement', { alarm: id }, version),
    step: ({ id, version }, changes) => append('alarm-step', { alarm: id, changes }, version),
  };
}
