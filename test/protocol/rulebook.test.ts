import { describe, expect, it } from 'vitest';
import firstJson from '../../public/packages/weihai-2022-19/1/rulebook.json' with { type: 'json' };
import noticeJson from '../../public/packages/weihai-2022-19/2/rulebook.json' with { type: 'json' };
import { readRulebook } from '../../src/protocol/rulebook.ts';

const [zone] = noticeJson.zones;
const [period] = noticeJson.periods;

describe('a rulebook file', () => {
  it('of version 1 reads as the same notice', () => {
    const first = readRulebook(firstJson);
    const second = readRulebook(noticeJson);
    expect(first.version).toBe('1');
    expect({ ...first.periods[0], name: null }).toEqual({ ...second.periods[0], name: null });
    expect(first.breaches).toEqual(second.breaches);
    expect(first.exceptions).toEqual(second.exceptions);
  });

  it.each([
    ['a version of the future', { v: 3 }],
    ['a ban in a zone it lacks', { bans: [{ what: 'every-act', zone: 'elsewhere', period: 'fire-season' }] }],
    ['a ban in a period it lacks', { bans: [{ what: 'every-act', zone: 'fire-zone', period: 'never' }] }],
    ['an act nobody knows', { bans: [{ what: ['barbecue'], zone: 'fire-zone', period: 'fire-season' }] }],
    ['a 13th month', { periods: [{ ...period, from: '13-01' }] }],
    ['a dated period with yearly dates', { periods: [{ ...period, every: 'once' }] }],
    [
      'a period that ends before it begins',
      { periods: [{ ...period, every: 'once', from: '2027-04-02', to: '2027-04-01' }] },
    ],
    ['an end before its beginning', { expiresOn: '2022-10-31' }],
    ['a layer nobody knows', { zones: [{ ...zone, base: ['meadow'] }] }],
    ['a belt of less than nothing', { zones: [{ ...zone, beltMeters: -1 }] }],
    ['a zone without land or drawn area', { zones: [{ ...zone, base: [] }] }],
    [
      'an area that is not closed',
      {
        area: {
          ...noticeJson.area,
          outline: [
            {
              type: 'Polygon',
              coordinates: [
                [
                  [122, 37],
                  [122.1, 37],
                  [122.1, 37.1],
                  [122, 37.1],
                ],
              ],
            },
          ],
        },
      },
    ],
    [
      'an area that lies nowhere',
      {
        area: {
          ...noticeJson.area,
          outline: [
            {
              type: 'Polygon',
              coordinates: [
                [
                  [37, 122],
                  [37.1, 122],
                  [37.1, 122.1],
                  [37, 122],
                ],
              ],
            },
          ],
        },
      },
    ],
  ])('with %s is refused', (_, changes) => {
    expect(() => readRulebook({ ...noticeJson, ...changes })).toThrow();
  });
});
