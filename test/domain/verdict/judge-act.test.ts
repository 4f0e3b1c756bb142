import { describe, expect, it } from 'vitest';
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import { type Act, acts, codesOf } from '../../../src/domain/shared/codes.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import type { Verdict } from '../../../src/domain/verdict/verdict.ts';
import { aFix, aNow, aRulebook, aRulebookWith, aZoneSet } from '../../support/builders.ts';
import { east } from '../../support/east.ts';

/**
 * The golden table, written by hand from the notice 威政发〔2022〕19号. The forest is `aZoneSet`'s square; `east(m)` stands m
 * metres east of its eastern edge (a meridian, so that the distance is exact) and 300 m south of the village.
 */
const rulebook = aRulebook();
const zones = aZoneSet();
const inForest = aFix();
const inVillage = aFix({ lon: 122.023, lat: 37.21 });
const winter = '2027-01-15T10:00:00+08:00';

function judge(fix: Fix | null, time = winter, act: Act | null = 'crop-burning'): Verdict {
  return judgeAct(act, fix, aNow(time), [rulebook], [zones]);
}

/** What a row expects, as words: kind, reason, and the civil date it names (`-` when there is none any more). */
function inWords(verdict: Verdict): string {
  const date =
    verdict.kind === 'banned' ? verdict.untilOn : verdict.kind === 'clear' ? (verdict.nextFromOn ?? '-') : null;
  return [verdict.kind, verdict.reason, date].filter((word) => word !== null).join(' ');
}

describe('an act in the forest is judged by the civil date in Weihai', () => {
  it.each([
    ['2021-12-01T12:00:00+08:00', 'clear not-in-force 2022-11-01'],
    ['2022-10-30T12:00:00+08:00', 'clear not-in-force 2022-11-01'],
    ['2022-10-31T23:59:59+08:00', 'clear not-in-force 2022-11-01'],
    ['2022-11-01T00:00:00+08:00', 'banned in-zone 2023-05-31'],
    ['2022-12-31T23:59:59+08:00', 'banned in-zone 2023-05-31'],
    ['2023-01-01T00:00:00+08:00', 'banned in-zone 2023-05-31'],
    ['2023-05-31T23:59:59+08:00', 'banned in-zone 2023-05-31'],
    ['2023-06-01T00:00:00+08:00', 'clear out-of-season 2023-11-01'],
    ['2023-08-15T12:00:00+08:00', 'clear out-of-season 2023-11-01'],
    ['2023-10-31T23:59:59+08:00', 'clear out-of-season 2023-11-01'],
    ['2023-11-01T00:00:00+08:00', 'banned in-zone 2024-05-31'],
    ['2024-02-28T23:59:59+08:00', 'banned in-zone 2024-05-31'],
    ['2024-02-29T00:00:00+08:00', 'banned in-zone 2024-05-31'],
    ['2024-02-29T23:59:59+08:00', 'banned in-zone 2024-05-31'],
    ['2024-03-01T00:00:00+08:00', 'banned in-zone 2024-05-31'],
    ['2025-02-28T23:59:59+08:00', 'banned in-zone 2025-05-31'],
    ['2026-05-31T23:59:59+08:00', 'banned in-zone 2026-05-31'],
    ['2026-06-01T00:00:00+08:00', 'clear out-of-season 2026-11-01'],
    ['2026-10-31T23:59:59+08:00', 'clear out-of-season 2026-11-01'],
    ['2026-11-01T00:00:00+08:00', 'banned in-zone 2027-05-31'],
    ['2027-04-05T12:00:00+08:00', 'banned in-zone 2027-05-31'],
    ['2027-05-31T23:59:59+08:00', 'banned in-zone 2027-05-31'],
    ['2027-06-01T00:00:00+08:00', 'clear out-of-season -'],
    ['2027-10-31T00:00:00+08:00', 'clear out-of-season -'],
    ['2027-10-31T23:59:59+08:00', 'clear out-of-season -'],
    ['2027-11-01T00:00:00+08:00', 'clear not-in-force -'],
    ['2027-11-02T12:00:00+08:00', 'clear not-in-force -'],
    ['2028-02-29T12:00:00+08:00', 'clear not-in-force -'],
    // The same moments as a phone elsewhere writes them.
    ['2026-10-31T15:59:59Z', 'clear out-of-season 2026-11-01'],
    ['2026-10-31T16:00:00Z', 'banned in-zone 2027-05-31'],
    ['2027-05-31T08:59:59-07:00', 'banned in-zone 2027-05-31'],
    ['2027-05-31T09:00:00-07:00', 'clear out-of-season -'],
    ['2027-10-31T09:00:00-07:00', 'clear not-in-force -'],
  ])('%s: %s', (time, words) => {
    expect(inWords(judge(inForest, time))).toBe(words);
  });
});

describe('an act in season is judged by where it is, as surely as the fix allows', () => {
  it.each([
    ['in the middle of the forest', inForest, 'banned in-zone 2027-05-31', null],
    [
      '889 m within, on a 500 m fix: the circle ends in the belt',
      aFix({ accuracyMeters: 500 }),
      'banned in-zone 2027-05-31',
      null,
    ],
    [
      '889 m within, on a 900 m fix that may mean the village 1,065 m off',
      aFix({ accuracyMeters: 900 }),
      'unsure poor-fix',
      1458 - 1065.2,
    ],
    ['1 m outside the forest', east(1), 'banned in-zone 2027-05-31', null],
    ['250 m outside', east(250, 10), 'banned in-zone 2027-05-31', null],
    ['490 m outside, r = 8.1', east(490, 5), 'banned in-zone 2027-05-31', null],
    ['490 m outside, r = 16.2', east(490, 10), 'unsure near-boundary', 6.2],
    ['494.9 m outside, a perfect fix counts 5 m', east(494.9, 0), 'banned in-zone 2027-05-31', null],
    ['495.1 m outside, a perfect fix counts 5 m', east(495.1, 0), 'unsure near-boundary', 0.1],
    ['on the line', east(500, 3), 'unsure near-boundary', 5],
    ['504.9 m outside', east(504.9, 0), 'unsure near-boundary', 0.1],
    ['505.1 m outside', east(505.1, 0), 'clear outside-zone -', null],
    ['510 m outside, r = 8.1', east(510, 5), 'clear outside-zone -', null],
    ['510 m outside, r = 16.2', east(510, 10), 'unsure near-boundary', 6.2],
    ['600 m outside, r = 81', east(600, 50), 'clear outside-zone -', null],
    ['600 m outside, r = 113.4', east(600, 70), 'unsure poor-fix', 13.4],
    ['2 km outside, r = 162', east(2000, 100), 'clear outside-zone -', null],
    ['2 km outside, r = 1620', east(2000, 1000), 'unsure poor-fix', 120],
    ['494 m outside, placed by hand', east(494, null), 'banned in-zone 2027-05-31', null],
    ['496 m outside, placed by hand', east(496, null), 'unsure near-boundary', 1],
    ['506 m outside, placed by hand', east(506, null), 'clear outside-zone -', null],
    ['506 m outside, by hand to 20 m', { ...east(506, 20), source: 'hand' as const }, 'unsure near-boundary', 26.4],
    ['in the village, 89 m from its edge', inVillage, 'clear outside-zone -', null],
    ['in the village, r = 97.2', { ...inVillage, accuracyMeters: 60 }, 'unsure poor-fix', 8.4],
    ['in the village, a kilometre unsure', { ...inVillage, accuracyMeters: 1000 }, 'unsure poor-fix', 1531.2],
    [
      'in the belt, 4.4 m west of the village',
      aFix({ lon: 122.02195, lat: 37.21, accuracyMeters: 3 }),
      'unsure near-boundary',
      0.6,
    ],
    [
      'in the belt, 8.9 m west of the village',
      aFix({ lon: 122.0219, lat: 37.21, accuracyMeters: 3 }),
      'banned in-zone 2027-05-31',
      null,
    ],
    [
      'in the village, 4.4 m from its west edge',
      aFix({ lon: 122.02205, lat: 37.21, accuracyMeters: 3 }),
      'unsure near-boundary',
      0.6,
    ],
    [
      'in the village, 8.9 m from its west edge',
      aFix({ lon: 122.0221, lat: 37.21, accuracyMeters: 3 }),
      'clear outside-zone -',
      null,
    ],
    ['outside the data', aFix({ lon: 121.8 }), 'unsure outside-package', null],
    [
      '8.9 m within the bounds of the data, r = 16.2',
      aFix({ lon: 121.9001, accuracyMeters: 10 }),
      'unsure outside-package',
      null,
    ],
    [
      '89 m within the bounds of the data, r = 162',
      aFix({ lon: 121.901, accuracyMeters: 100 }),
      'unsure poor-fix',
      null,
    ],
    [
      '89 m within the bounds of the data, r = 16.2',
      aFix({ lon: 121.901, accuracyMeters: 10 }),
      'clear outside-zone -',
      null,
    ],
    ['nowhere known', null, 'unsure no-fix', null],
    ['at no number', aFix({ lat: Number.NaN }), 'unsure no-fix', null],
    ['located without an accuracy', aFix({ accuracyMeters: null }), 'unsure poor-fix', null],
    ['located to a negative accuracy', aFix({ accuracyMeters: -1 }), 'unsure poor-fix', null],
  ] as const)('%s', (_, fix, words, settleMeters) => {
    const verdict = judge(fix);
    expect(inWords(verdict)).toBe(words);
    const settle = verdict.kind === 'unsure' ? verdict.settleMeters : null;
    if (settleMeters === null) expect(settle).toBeNull();
    else expect(settle).toBeCloseTo(settleMeters, 0);
  });

  it('measures to forest, village and the edge of the ban area', () => {
    const { forestMeters, residentialMeters, edgeMeters } = judge(east(250));
    expect(forestMeters).toBeCloseTo(250, 2);
    expect(residentialMeters).toBeCloseTo(333, 0);
    expect(edgeMeters).toBeCloseTo(-250, 2);
    expect(judge(inVillage).edgeMeters).toBeCloseTo(88.8, 0);
    expect(judge(inVillage).residentialMeters).toBeCloseTo(-88.8, 0);
  });

  it('knows no distance without a fix or outside the data', () => {
    const unknown = { forestMeters: null, residentialMeters: null, edgeMeters: null };
    expect(judge(null)).toMatchObject(unknown);
    expect(judge(aFix({ lon: 121.8 }))).toMatchObject(unknown);
  });

  it('knows no village where there is none, and still bans', () => {
    const noVillages = aZoneSet({ layers: { ...zones.layers, residential: indexPolygons([]) } });
    const verdict = judgeAct(null, inForest, aNow(), [rulebook], [noVillages]);
    expect(verdict).toMatchObject({ kind: 'banned', residentialMeters: null });
  });

  it('lets no village out of a ban whose rulebook excepts none', () => {
    const strict = aRulebookWith({}, { exclusions: [] });
    expect(judgeAct(null, inVillage, aNow(), [strict], [zones]).kind).toBe('banned');
  });

  it('draws the belt as wide as the rulebook says', () => {
    const wide = aRulebookWith({}, { beltMeters: 1000 });
    expect(judgeAct(null, east(990), aNow(), [wide], [zones]).kind).toBe('banned');
    expect(judgeAct(null, east(1010), aNow(), [wide], [zones]).kind).toBe('clear');
  });
});

describe('what needs no position', () => {
  it.each([
    ['2027-11-01T00:00:00+08:00', 'clear not-in-force -'],
    ['2023-07-01T00:00:00+08:00', 'clear out-of-season 2023-11-01'],
  ])('at %s is %s without a fix and outside the data', (time, words) => {
    expect(inWords(judge(null, time))).toBe(words);
    expect(inWords(judge(aFix({ lon: 100 }), time))).toBe(words);
  });
});

describe('a clock that cannot be right', () => {
  it.each(['before-seen', 'before-build', 'far-ahead'] as const)('(%s) leaves every verdict unsure', (because) => {
    for (const fix of [inForest, east(3000), null]) {
      for (const time of [winter, '2027-07-01T00:00:00+08:00', '2030-01-01T00:00:00+08:00']) {
        const now = { kind: 'doubtful', at: Date.parse(time), because } as const;
        const verdict = judgeAct(null, fix, now, [rulebook], [zones]);
        expect(verdict).toMatchObject({ kind: 'unsure', reason: 'clock', articles: [], settleMeters: null });
      }
    }
  });

  it('does not hide the distances', () => {
    const now = { kind: 'doubtful', at: 0, because: 'before-build' } as const;
    expect(judgeAct(null, east(250), now, [rulebook], [zones]).forestMeters).toBeCloseTo(250, 2);
  });
});

describe('the articles a verdict cites', () => {
  it.each(codesOf(acts))('for %s in the zone are season, zone and act', (act) => {
    expect(judge(inForest, winter, act)).toMatchObject({ kind: 'banned', articles: [1, 2, 3] });
  });

  it.each([
    ['any outdoor fire', inForest, winter, [1, 2, 3]],
    ['a fire near the line', east(500), winter, [1, 2, 3]],
    ['a fire at an unknown place', null, winter, [1, 2, 3]],
    ['a fire outside the zone', east(3000), winter, [2]],
    ['a fire out of season', inForest, '2023-07-01T12:00:00+08:00', [1]],
    ['a fire after the notice', inForest, '2027-11-02T12:00:00+08:00', []],
    ['a fire before the notice', inForest, '2022-10-31T12:00:00+08:00', []],
  ])('for %s', (_, fix, time, articles) => {
    expect(judge(fix, time, null).articles).toEqual(articles);
  });

  it('come from the rulebook, ascending, once each', () => {
    const other = {
      ...aRulebookWith({ article: 9 }),
      acts: [
        { code: 'smoking', article: 4, names: acts.smoking },
        { code: 'other-fire', article: 2, names: acts['other-fire'] },
      ] as const,
    };
    expect(judgeAct(null, inForest, aNow(), [other], [zones]).articles).toEqual([2, 4, 9]);
    expect(judgeAct('smoking', inForest, aNow(), [other], [zones]).articles).toEqual([2, 4, 9]);
    expect(judgeAct('welding', inForest, aNow(), [other], [zones]).articles).toEqual([2, 9]);
  });

  it('are none where the rulebook bans no such act', () => {
    const other = aRulebook({ acts: [{ code: 'smoking', article: 4, names: acts.smoking }] });
    expect(judgeAct('welding', inForest, aNow(), [other], [zones])).toMatchObject({
      reason: 'not-in-force',
      articles: [],
    });
  });
});
