import { describe, expect, it } from 'vitest';
import { formatArticles } from '../../../src/app/kit/format-articles.ts';
import { formatBytes } from '../../../src/app/kit/format-bytes.ts';
import { formatDistance } from '../../../src/app/kit/format-distance.ts';
import { formatPosition } from '../../../src/app/kit/format-position.ts';
import { formatAge, formatSpan } from '../../../src/app/kit/format-span.ts';
import { formatCivilDate, formatMoment, inputToMoment, momentToInput } from '../../../src/app/kit/weihai-time.ts';

describe('formats', () => {
  it.each([
    [0.4, '不到 1 米', 'less than 1 m'],
    [-12.4, '12 米', '12 m'],
    [-182, '180 米', '180 m'],
    [97.6, '100 米', '100 m'],
    [994.9, '990 米', '990 m'],
    [996, '1.0 公里', '1.0 km'],
    [2349, '2.3 公里', '2.3 km'],
    [12_400, '12 公里', '12 km'],
  ])('says %d metres as a person does', (meters, zh, en) => {
    expect([formatDistance(meters, 'zh'), formatDistance(meters, 'en')]).toEqual([zh, en]);
  });

  it.each([
    [-5_000, '刚刚', 'just now'],
    [9_999, '刚刚', 'just now'],
    [59_999, '59 秒前', '59 seconds ago'],
    [60_000, '1 分钟前', '1 minute ago'],
    [47 * 3_600_000, '47 小时前', '47 hours ago'],
    [49 * 3_600_000, '2 天前', '2 days ago'],
  ])('says how long ago %d ms is', (ms, zh, en) => {
    expect([formatAge(ms, 'zh'), formatAge(ms, 'en')]).toEqual([zh, en]);
  });

  it('never says a negative length of time', () => {
    expect(formatSpan(-1, 'zh')).toBe('0 秒');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [1_048_575, '1.0 MB'],
    [4_404_019, '4.2 MB'],
    [9e9, '8.4 GB'],
  ])('says %d bytes in the unit a phone uses', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it('says civil dates and moments by Weihai clocks, with the year when it is another', () => {
    const at = Date.parse('2026-12-31T16:30:00Z');
    expect(formatCivilDate('2027-05-31', 'zh')).toBe('2027年5月31日');
    expect(formatCivilDate('2027-05-31', 'en')).toBe('31 May 2027');
    expect(formatMoment(at, at, 'zh')).toBe('1月1日 00:30');
    expect(formatMoment(at, Date.parse('2026-12-31T00:00:00Z'), 'zh')).toBe('2027年1月1日 00:30');
    expect(formatMoment(at, at, 'en')).toBe('1 Jan, 00:30');
  });

  it('reads back the moment a date field shows, in Weihai time', () => {
    const at = Date.parse('2026-11-22T10:30:00+08:00');
    expect(momentToInput(at)).toBe('2026-11-22T10:30');
    expect(inputToMoment(momentToInput(at))).toBe(at);
    expect(inputToMoment('')).toBeNull();
    expect(inputToMoment('2026-13-40T99:99')).toBeNull();
  });

  it('quotes articles as a notice does', () => {
    expect(formatArticles([2, 3, 10, 12, 20], 'zh')).toBe('第二条、第三条、第十条、第十二条、第二十条');
    expect(formatArticles([2, 3], 'en')).toBe('articles 2 and 3');
    expect(formatArticles([4], 'en')).toBe('article 4');
  });

  it('gives a place in degrees, minutes and seconds, carrying a full minute', () => {
    expect(formatPosition(122.0105, 37.4305, 'zh')).toBe('北纬 37°25′50″ 东经 122°00′38″');
    expect(formatPosition(-0.5, 59.99999, 'en')).toBe('60°00′00″ N, 0°30′00″ W');
  });
});
