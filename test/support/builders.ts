import type { Polygon } from 'geojson';
import rulebookJson from '../../public/packages/weihai-2022-19/2/rulebook.json' with { type: 'json' };
import { indexPolygons } from '../../src/domain/geo/index-polygons.ts';
import type { Permit } from '../../src/domain/permit/permit.ts';
import type { Rulebook, RulePeriod, RuleZone } from '../../src/domain/rulebook/rulebook.ts';
import type { Fix } from '../../src/domain/shared/fix.ts';
import type { Now } from '../../src/domain/verdict/verdict.ts';
import type { ZoneSet } from '../../src/domain/zone/zone-set.ts';
import { readRulebook } from '../../src/protocol/rulebook.ts';

/** A located fix of 10 m accuracy in the middle of `aZoneSet`'s forest, on 15 January 2027, unless told otherwise. */
export function aFix(changes: Partial<Fix> = {}): Fix {
  const takenAt = Date.parse('2027-01-15T10:00:00+08:00');
  return { lon: 122.01, lat: 37.21, accuracyMeters: 10, takenAt, source: 'gps', ...changes };
}

/** A polygon between two meridians and two parallels, with holes of the same kind. */
export function aBox(
  west: number,
  south: number,
  east: number,
  north: number,
  holes: readonly Polygon[] = [],
): Polygon {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring, ...holes.flatMap(({ coordinates }) => coordinates)] };
}

/** One square forest of some 1.8 × 2.2 km and, 178 m east of it, a village of some 178 × 444 m. */
export function aZoneSet(changes: Partial<ZoneSet> = {}): ZoneSet {
  return {
    bounds: [121.9, 37.1, 122.2, 37.4],
    layers: {
      forest: indexPolygons([aBox(122, 37.2, 122.02, 37.22)]),
      residential: indexPolygons([aBox(122.022, 37.208, 122.024, 37.212)]),
    },
    ...changes,
  };
}

/** The built-in rulebook: notice 威政发〔2022〕19号. */
export function aRulebook(changes: Partial<Rulebook> = {}): Rulebook {
  return { ...readRulebook(rulebookJson), ...changes };
}

/** The built-in rulebook with its season or its zone changed. */
export function aRulebookWith(period: Partial<RulePeriod>, zone: Partial<RuleZone> = {}): Rulebook {
  const { periods, zones, ...same } = aRulebook();
  return {
    ...same,
    periods: periods.map((each) => ({ ...each, ...period })),
    zones: zones.map((each) => ({ ...each, ...zone })),
  };
}

/** Planned burning in the middle of `aZoneSet`'s forest on 15 January 2027, approved by a county, unless told otherwise. */
export function aPermit(changes: Partial<Permit> = {}): Permit {
  return {
    id: 'burn-1',
    documentNumber: '环林批〔2027〕1号',
    approver: { name: '环翠区人民政府', level: 'county' },
    purpose: 'planned-burning',
    acts: ['clearing-burn'],
    area: aBox(122.005, 37.205, 122.015, 37.215),
    fromOn: '2027-01-15',
    toOn: '2027-01-15',
    hours: { from: '08:00', to: '17:59' },
    conditions: [],
    ...changes,
  };
}

/** A moment that is known: an ISO time with its offset, in season unless told otherwise. */
export function aNow(time = '2027-01-15T10:00:00+08:00'): Now {
  return { kind: 'known', at: Date.parse(time), skewMs: 0 };
}
