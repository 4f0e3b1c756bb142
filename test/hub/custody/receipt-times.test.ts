import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signText } from '../../../src/protocol/signed.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger } from '../../support/personas.ts';

describe('a receipt of a hub whose clock is behind another’s', () => {
  let hub: HubUnderTest;
  beforeAll(async () => {
    hub = await aHub();
  });
  afterAll(() => hub.close());

  /** When the hub says it received what a device wrote that knew this much of the hub's time. */
  const givenFor = async (aheadMs: number): Promise<number> => {
    const ranger = await asRanger(hub);
    const { raw, wraps } = await ranger.signEvent({}, 1, null);
    const event = JSON.parse(raw) as { at: object };
    const text = JSON.stringify({ ...event, at: { ...event.at, seen: hub.clock.now() + aheadMs } });
    const signed = await signText('event', text, ranger.key.privateKey, ranger.kid);
    const { results } = await ranger.push([{ ...signed, wraps }]);
    const [result] = results;
    if (!result || !('receipt' in result)) throw new Error('no receipt');
    return (JSON.parse(result.receipt.raw) as { time: number }).time - hub.clock.now();
  };

  it('is not given before what the device was told', async () => {
    expect(await givenFor(1_500)).toBe(1_500);
    expect(await givenFor(-1_500)).toBe(0);
  });

  it('follows no clock that is off by more than hubs may be', async () => {
    expect(await givenFor(600_000)).toBe(0);
  });
});
