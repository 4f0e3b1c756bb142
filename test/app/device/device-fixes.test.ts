import { describe, expect, it } from 'vitest';
import { DeviceFixes } from '../../../src/app/device/device-fixes.ts';
import type { FixState } from '../../../src/app/ports.ts';

/** A browser's geolocation, told what to say. */
class FakeGeolocation {
  watching = 0;
  #tell: PositionCallback = () => undefined;
  #fail: PositionErrorCallback = () => undefined;

  watchPosition(tell: PositionCallback, fail?: PositionErrorCallback | null): number {
    this.watching += 1;
    this.#tell = tell;
    if (fail) this.#fail = fail;
    return 1;
  }

  clearWatch(): void {
    this.watching -= 1;
  }

  getCurrentPosition(): void {}

  stands(longitude: number, timestamp: number): void {
    const coords = {
      longitude,
      latitude: 37.2,
      accuracy: 8,
      altitude: null,
      altitudeAccuracy: null,
      heading: null,
      speed: null,
    };
    this.#tell({ coords: { ...coords, toJSON: () => coords }, timestamp, toJSON: () => null });
  }

  fails(code: number): void {
    this.#fail({ code, message: '', PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 });
  }
}

const stamp = () => ({ wall: 7_000, monotonic: 70 });

function someFixes(geolocation: FakeGeolocation | undefined, isSecure = true) {
  let change: () => void = () => undefined;
  const fixes = new DeviceFixes({ isSecure, geolocation, stamp, onPermissionChange: (changed) => (change = changed) });
  const seen: FixState[] = [];
  return { fixes, seen, stop: fixes.state.subscribe((state) => seen.push(state)), allows: () => change() };
}

describe('where the device is', () => {
  it('waits, then tells each fix with the moment it was taken', () => {
    const geolocation = new FakeGeolocation();
    const { seen } = someFixes(geolocation);
    geolocation.stands(122.05, 1000.4);
    expect(seen).toEqual([
      { kind: 'waiting' },
      {
        kind: 'fix',
        fix: { lon: 122.05, lat: 37.2, accuracyMeters: 8, takenAt: 1000, source: 'gps' },
        received: stamp(),
      },
    ]);
  });

  it('watches only while somebody listens', () => {
    const geolocation = new FakeGeolocation();
    const { fixes, stop } = someFixes(geolocation);
    const stopOther = fixes.state.subscribe(() => undefined);
    expect(geolocation.watching).toBe(1);
    stop();
    stop();
    expect(geolocation.watching).toBe(1);
    stopOther();
    expect(geolocation.watching).toBe(0);
  });

  it('keeps the last fix when the signal is lost: its age tells', () => {
    const geolocation = new FakeGeolocation();
    const { seen } = someFixes(geolocation);
    geolocation.stands(122.05, 1000);
    geolocation.fails(2);
    geolocation.fails(3);
    expect(seen.at(-1)).toMatchObject({ kind: 'fix', fix: { takenAt: 1000 } });
  });

  it('tells whoever looks again later when the last fix was received, not that it is new', () => {
    const geolocation = new FakeGeolocation();
    const { fixes, stop } = someFixes(geolocation);
    geolocation.stands(122.05, 1000);
    stop();
    const later: FixState[] = [];
    fixes.state.subscribe((state) => later.push(state));
    expect(later).toMatchObject([{ kind: 'fix', received: stamp() }]);
  });

  it.each([
    [1, 'denied'],
    [2, 'unavailable'],
    [3, 'waiting'],
  ])('says what error %i means before the first fix', (code, kind) => {
    const geolocation = new FakeGeolocation();
    const { seen } = someFixes(geolocation);
    geolocation.fails(code);
    expect(seen.at(-1)).toEqual({ kind });
  });

  it('begins again when the person allows it after all', () => {
    const geolocation = new FakeGeolocation();
    const { seen, allows } = someFixes(geolocation);
    geolocation.fails(1);
    allows();
    geolocation.stands(122.05, 1000);
    expect(seen.map(({ kind }) => kind)).toEqual(['waiting', 'denied', 'waiting', 'fix']);
  });

  it('says that a page without TLS has none, and a browser without geolocation', () => {
    expect(someFixes(new FakeGeolocation(), false).seen).toEqual([{ kind: 'insecure' }]);
    expect(someFixes(undefined).seen).toEqual([{ kind: 'unavailable' }]);
  });
});
