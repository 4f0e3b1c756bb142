import type { FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import { maskIdNumber } from '../../../src/app/command/mask-id-number.ts';
import { nearestPlace } from '../../../src/app/command/nearest-place.ts';
import { readFields } from '../../../src/app/command/read-fields.ts';
import { sayBan, sayExpiry } from '../../../src/app/command/say-ban.ts';
import { sayPlace } from '../../../src/app/command/say-place.ts';
import { sayValue } from '../../../src/app/command/say-reading.ts';
import { markToRow, tabOf } from '../../../src/app/command/tab-of.ts';
import { aRulebook } from '../../support/builders.ts';

const at = (time: string) => Date.parse(`${time}+08:00`);
const places: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { kind: 'massif', zh: '里口山', en: 'Likou Hill' },
      geometry: { type: 'Point', coordinates: [122.03, 37.43] },
    },
  ],
};

describe('the ban in one sentence', () => {
  it('stands to the last day of the season, with articles and document number', () => {
    const words = sayBan(aRulebook(), at('2027-01-15T10:00:00'), 'en');
    expect(words).toContain('until 31 May 2027');
    expect(words).toContain('威政发〔2022〕19号');
    expect(words).toContain('articles 1 and 2');
  });

  it('is said not to stand on 1 June, and the next season is named', () => {
    expect(sayBan(aRulebook(), at('2026-06-01T00:00:00'), 'en')).toContain('1 Nov 2026');
  });

  it('no longer stands once the notice has expired', () => {
    expect(sayBan(aRulebook(), at('2027-11-01T00:00:00'), 'en')).toContain('not in force');
  });

  it('warns through the last season that none follows, and not before', () => {
    expect(sayExpiry(aRulebook(), at('2027-01-15T10:00:00'), 'en')).toContain('31 Oct 2027');
    expect(sayExpiry(aRulebook(), at('2026-06-01T00:00:00'), 'en')).toContain('no season follows');
    expect(sayExpiry(aRulebook(), at('2025-01-15T10:00:00'), 'en')).toBeNull();
  });

  it('counts the days to the end of the notice from a year before it', () => {
    expect(sayExpiry(aRulebook(), at('2026-10-31T23:59:59'), 'en')).not.toContain('days from today');
    expect(sayExpiry(aRulebook(), at('2026-11-01T00:00:00'), 'en')).toContain('364 days from today');
    expect(sayExpiry(aRulebook(), at('2027-10-31T23:59:59'), 'en')).toContain('0 days from today');
    expect(sayExpiry(aRulebook(), at('2027-11-01T00:00:00'), 'en')).toBeNull();
  });
});

describe('a place in the words of the duty room', () => {
  it.each([
    [122.03, 37.44, '里口山北 1.1 公里'],
    [122.015, 37.43, '里口山西 1.3 公里'],
    [122.0413, 37.421, '里口山东南 1.4 公里'],
  ])('%f, %f is %s', (lon, lat, words) => {
    expect(sayPlace({ lon, lat }, places, 'zh')).toBe(words);
  });

  it('falls back to coordinates far from every name', () => {
    expect(nearestPlace({ lon: 121.5, lat: 36.9 }, places)).toBeNull();
    expect(sayPlace({ lon: 121.5, lat: 36.9 }, places, 'zh')).toBe('北纬 36°54′00″ 东经 121°30′00″');
  });
});

describe('an ID number', () => {
  it.each([
    ['371002196503124417', '••••••••••••••4417'],
    ['123', '•••'],
    ['', ''],
  ])('%s is listed as %s', (whole, masked) => {
    expect(maskIdNumber(whole)).toBe(masked);
  });
});

describe('opened personal fields', () => {
  const fields = { v: 1, name: '张大山', idNumber: '', phone: '', plate: '', note: '', attachments: [] };

  it('are read in the agreed form', () => {
    expect(readFields(JSON.stringify(fields))?.name).toBe('张大山');
  });

  it.each(['', '{', '[]', JSON.stringify({ ...fields, v: 2 })])('are refused in any other: %s', (text) => {
    expect(readFields(text)).toBeNull();
  });
});

describe('a reading in words', () => {
  it.each([
    [{ name: 'smoke', value: 0.6, unit: '/' }, '0.60'],
    [{ name: 'pm2_5', value: 35.24, unit: 'ug/m3' }, '35.2 µg/m³'],
    [{ name: 'battery', value: 87, unit: '%EL' }, '87%'],
    [{ name: 'odd', value: 3, unit: 'lx' }, '3 lx'],
    [{ name: 'class', value: 'car', unit: null }, 'car'],
  ])('%o is %s', (reading, words) => {
    expect(sayValue(reading)).toBe(words);
  });
});

describe('a mark of the map', () => {
  it.each([
    ['alarm', 'alarms', 'alarm'],
    ['violation', 'violations', 'violation'],
    ['ranger', 'rangers', 'ranger'],
    ['smoke-sensor', 'sensors', 'station'],
    ['gateway', 'sensors', 'station'],
    ['gate', 'gates', 'station'],
  ])('%s opens in the list %s', (kind, tab, row) => {
    expect([tabOf(kind), markToRow(kind)]).toEqual([tab, row]);
  });
});
