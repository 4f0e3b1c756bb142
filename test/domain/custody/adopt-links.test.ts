import { describe, expect, it } from 'vitest';
import { linksToAdopt, replacedByAdopting } from '../../../src/domain/custody/adopt-links.ts';

const link = (seq: number) => ({ seq, hash: `hash ${seq}`, prev: seq === 1 ? null : `hash ${seq - 1}` });

describe('own events that the hub holds and this phone lost', () => {
  it.each([
    ['all that follow, in order', 1, [3, 2, 1], [2, 3]],
    ['none, when there is a hole', 1, [1, 3], null],
    ['none, when there are no more', 2, [1, 2], null],
  ] as const)('are taken back: %s', (_how, end, held, taken) => {
    const next = linksToAdopt({ seq: end, hash: `hash ${end}` }, held.map(link));
    expect(next?.map(({ seq }) => seq) ?? null).toEqual(taken);
  });

  it('are not, when they do not link to what stands here', () => {
    expect(linksToAdopt({ seq: 1, hash: 'another' }, [link(2)])).toBeNull();
  });

  it('replace those of the same id on other chains, and no other', () => {
    const own = [
      { id: 'a', chain: 'closed' },
      { id: 'b', chain: 'closed' },
      { id: 'c', chain: 'now' },
    ];
    expect(replacedByAdopting('now', [{ id: 'a' }, { id: 'c' }], own)).toEqual([{ id: 'a', chain: 'closed' }]);
  });
});
