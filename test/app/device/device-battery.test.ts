import { describe, expect, it, vi } from 'vitest';
import { DeviceBattery } from '../../../src/app/device/device-battery.ts';
import { until } from '../../support/phone.ts';

/** A battery as a browser shows it. */
class FakeBattery extends EventTarget {
  level: number;

  constructor(level: number) {
    super();
    this.level = level;
  }
}

describe('the battery', () => {
  it('is told as it changes', async () => {
    const battery = new FakeBattery(0.8);
    const { state } = new DeviceBattery(async () => battery);
    expect(await until(state, ({ level }) => level !== null)).toEqual({ level: 0.8 });
    battery.level = 0.4;
    battery.dispatchEvent(new Event('levelchange'));
    expect(await until(state)).toEqual({ level: 0.4 });
  });

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY])('is unknown when it is said to be %s', async (level) => {
    const { state } = new DeviceBattery(async () => new FakeBattery(level));
    await Promise.resolve();
    await Promise.resolve();
    expect(await until(state)).toEqual({ level: null });
  });

  it('is unknown where the browser does not tell, or refuses to', async () => {
    expect(await until(new DeviceBattery(undefined).state)).toEqual({ level: null });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { state } = new DeviceBattery(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), 10_000);
    expect(await until(state)).toEqual({ level: null });
    warn.mockRestore();
  });
});
