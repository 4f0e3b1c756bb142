import { describe, expect, it } from 'vitest';
import { mayRelease, noteHeld } from '../../../src/domain/custody/may-release.ts';

const word = { seq: 3, epoch: 'e', toldAt: 600, horizon: 120, namedAllAt: 600 };

describe('a photo of one’s own', () => {
  const covered = { seq: 3, verifiedAt: 50, receiptAt: 100, heldBy: 120 };

  it.each([
    ['goes when a backup reaches record and photo', covered, {}, true],
    ['stays without a backup', covered, { horizon: null }, false],
    ['stays while its record was not verified', { ...covered, verifiedAt: null }, { horizon: 500 }, false],
    ['stays while no receipt is known', { ...covered, receiptAt: null }, { horizon: 500 }, false],
    ['stays when the backup is older than the record', covered, { horizon: 99 }, false],
    ['stays when the backup is older than the photo’s arrival', covered, { horizon: 119 }, false],
    ['stays while nobody wrote down when the hub had it', { ...covered, heldBy: null }, { horizon: 500 }, false],
    ['stays while the hub’s newest word does not reach its record', covered, { seq: 2 }, false],
    ['stays while the newest list of missing parts may go on', covered, { namedAllAt: 500 }, false],
  ])('%s', (_what, kept, said, may) => {
    expect(mayRelease(kept, { ...word, ...said })).toBe(may);
  });

  it('stays while no list of missing parts was whole', () => {
    const { namedAllAt: _none, ...cut } = word;
    expect(mayRelease(covered, cut)).toBe(false);
  });

  const noted = { receivedBy: 500, notedIn: 'e' };
  it.each([
    ['is noted when it is first looked at', {}, 3, {}, { receivedBy: 600, notedIn: 'e' }],
    ['is known to be held by the next word that names all', noted, 3, {}, { ...noted, heldBy: 600 }],
    ['waits for one that names all', noted, 3, { namedAllAt: 500 }, noted],
    ['stays known', { ...noted, heldBy: 550 }, 3, {}, { ...noted, heldBy: 550 }],
    ['is noted anew in another life', { ...noted, heldBy: 550 }, 3, { epoch: 'f' }, { receivedBy: 600, notedIn: 'f' }],
    [
      'is noted anew when an older build noted no life',
      { receivedBy: 500, heldBy: 550 },
      3,
      {},
      { receivedBy: 600, notedIn: 'e' },
    ],
    ['is forgotten when the word does not reach its record', { ...noted, heldBy: 550 }, 4, {}, {}],
  ])('%s', (_what, before, seq, said, after) => {
    expect(noteHeld(before, seq, { ...word, ...said })).toEqual(after);
  });
});
