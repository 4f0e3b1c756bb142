import { describe, expect, it } from 'vitest';
import { mayRelease } from '../../../src/domain/custody/may-release.ts';

describe('a photo of one’s own', () => {
  const covered = { isOfThisLife: true, verifiedAt: 50, receiptAt: 100, receivedBy: 120 };

  it.each([
    ['goes when a backup reaches record and photo', covered, 120, true],
    ['stays without a backup', covered, null, false],
    ['stays while its record was not verified', { ...covered, verifiedAt: null }, 500, false],
    ['stays while no receipt is known', { ...covered, receiptAt: null }, 500, false],
    ['stays when the backup is older than the record', covered, 99, false],
    ['stays when the backup is older than the photo’s arrival', covered, 119, false],
    ['stays when the hub said so in an earlier life', { ...covered, isOfThisLife: false }, 500, false],
    ['stays while nobody wrote down when the hub had it', { ...covered, receivedBy: null }, 500, false],
  ])('%s', (_what, kept, horizon, may) => {
    expect(mayRelease(kept, horizon)).toBe(may);
  });
});
