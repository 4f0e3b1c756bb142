import { uuidv7 } from 'uuidv7';
import type { AcknowledgementBody } from '../../protocol/event.ts';
import type { Acknowledging } from '../ports.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { Chain } from './chain.ts';

/** Acknowledging as one more event of this device's chain, with the alarm's version as its base. Rejects when not enrolled. */
export function acknowledgingAlarms(chain: Chain, keys: OwnKeys): Acknowledging {
  return {
    async acknowledge({ id, version }) {
      const profile = await keys.enrolled();
      if (!profile) throw new Error('not enrolled');
      const body: AcknowledgementBody = { alarm: id };
      const event = { id: uuidv7(), kind: 'acknowledgement', schema: 1, body, parts: [], wraps: [], base: version };
      const appended = await chain.append(event, profile);
      if (!appended.ok) throw new Error(appended.because);
    },
  };
}
