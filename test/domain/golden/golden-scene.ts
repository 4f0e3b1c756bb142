import type { Polygon } from 'geojson';
import noticeJson from '../../../public/packages/weihai-2022-19/2/rulebook.json' with { type: 'json' };
import { indexPolygons } from '../../../src/domain/geo/index-polygons.ts';
import type { Permit } from '../../../src/domain/permit/permit.ts';
import type { Rulebook } from '../../../src/domain/rulebook/rulebook.ts';
import type { ZoneSet } from '../../../src/domain/zone/zone-set.ts';
import { readRulebook } from '../../../src/protocol/rulebook.ts';
import { aBox, aPermit } from '../../support/builders.ts';
import countyEntryJson from './rulebooks/county-entry.json' with { type: 'json' };
import countyNoFireJson from './rulebooks/county-no-fire.json' with { type: 'json' };
import gaoxinJson from './rulebooks/gaoxin.json' with { type: 'json' };
import jingquJson from './rulebooks/jingqu.json' with { type: 'json' };
import rongchengJson from './rulebooks/rongcheng.json' with { type: 'json' };
import wendengJson from './rulebooks/wendeng.json' with { type: 'json' };

/** The rulebooks of the golden table by the names it uses. Only 19号 is real in every article; the others encode rows of the rules material. */
export const goldenRulebooks: Readonly<Record<string, Rulebook>> = {
  '19号': readRulebook(noticeJson),
  经区: readRulebook(jingquJson),
  文登: readRulebook(wendengJson),
  高新区: readRulebook(gaoxinJson),
  荣成: readRulebook(rongchengJson),
  禁火令: readRulebook(countyNoFireJson),
  封山令: readRulebook(countyEntryJson),
};

/** The land of the golden table. `places.md` says in words where everything lies. */
const forest: readonly Polygon[] = [
  aBox(122, 37.2, 122.02, 37.22, [aBox(122.009, 37.209, 122.011, 37.211)]),
  aBox(122.1, 37.2, 122.14, 37.24, [aBox(122.11, 37.21, 122.13, 37.23)]),
  aBox(122.3, 37.4, 122.31, 37.41),
  aBox(121.9, 37.3, 121.92, 37.32),
  aBox(121.915, 37.31, 121.935, 37.33),
  aBox(122.2, 37.1, 122.21, 37.11),
  aBox(122.16, 37.1, 122.17, 37.11),
];
const residential: readonly Polygon[] = [
  aBox(122.022, 37.208, 122.024, 37.212),
  aBox(122.004, 37.213, 122.006, 37.215),
  aBox(122.1105, 37.2225, 122.1125, 37.2245),
  aBox(121.937, 37.315, 121.941, 37.319, [aBox(121.9385, 37.3165, 121.9395, 37.3175)]),
];

/** The zone packages by the names the table uses; without a word it is judged by A and B. */
export const goldenPackages: Readonly<Record<string, ZoneSet>> = {
  A: {
    bounds: [121.8, 37, 122.4, 37.5],
    layers: {
      forest: indexPolygons(forest),
      residential: indexPolygons(residential),
      'shelter-forest': indexPolygons([aBox(122.2, 37.1, 122.21, 37.11)]),
      'forest-land': indexPolygons([aBox(122.25, 37.15, 122.27, 37.17)]),
      'open-forest': indexPolygons([aBox(122.255, 37.155, 122.26, 37.16)]),
      'suitable-land': indexPolygons([aBox(122.265, 37.165, 122.27, 37.17)]),
    },
  },
  B: {
    bounds: [122.5, 37, 122.8, 37.5],
    layers: {
      forest: indexPolygons([aBox(122.6, 37.2, 122.62, 37.22)]),
      residential: indexPolygons([aBox(122.622, 37.208, 122.624, 37.212)]),
    },
  },
  C: {
    bounds: [121.95, 37.15, 122.05, 37.25],
    layers: { forest: indexPolygons([aBox(122.03, 37.205, 122.035, 37.21)]), residential: indexPolygons([]) },
  },
  'B without villages': {
    bounds: [122.5, 37, 122.8, 37.5],
    layers: { forest: indexPolygons([aBox(122.6, 37.2, 122.62, 37.22)]) },
  },
};

const inForest = aBox(122.005, 37.2, 122.018, 37.212);

/** The permits by the names the table uses. */
export const goldenPermits: Readonly<Record<string, Permit>> = Object.fromEntries(
  [
    aPermit({
      id: 'P1',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-01-20',
      hours: { from: '08:00', to: '16:00' },
    }),
    aPermit({
      id: 'P2',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-05-31',
      hours: null,
      acts: ['clearing-burn', 'crop-burning'],
    }),
    aPermit({
      id: 'P3',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-05-31',
      hours: null,
      approver: { name: '镇人民政府', level: 'township' },
    }),
    aPermit({
      id: 'P4',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-05-31',
      hours: null,
      approver: { name: '威海市人民政府', level: 'city' },
    }),
    aPermit({
      id: 'P5',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-05-31',
      hours: null,
      purpose: 'works',
      acts: ['blasting', 'welding'],
    }),
    aPermit({
      id: 'P6',
      area: inForest,
      fromOn: '2027-01-15',
      toOn: '2027-01-17',
      hours: { from: '22:00', to: '02:00' },
    }),
    aPermit({
      id: 'P7',
      area: aBox(122.015, 37.2, 122.03, 37.207),
      fromOn: '2027-01-15',
      toOn: '2027-05-31',
      hours: null,
    }),
    aPermit({
      id: 'P8',
      area: aBox(122.195, 37.095, 122.215, 37.115),
      fromOn: '2027-03-01',
      toOn: '2027-05-31',
      hours: null,
    }),
    aPermit({
      id: 'P9',
      area: aBox(122.195, 37.095, 122.215, 37.115),
      fromOn: '2027-03-20',
      toOn: '2027-05-10',
      hours: { from: '09:00', to: '15:00' },
      purpose: 'entry',
      acts: [],
    }),
    aPermit({
      id: 'P10',
      area: aBox(122.195, 37.095, 122.215, 37.115),
      fromOn: '2027-03-20',
      toOn: '2027-05-10',
      hours: null,
      purpose: 'entry',
      acts: [],
      approver: { name: '镇人民政府', level: 'township' },
    }),
    aPermit({ id: 'P11', area: inForest, fromOn: '2028-02-29', toOn: '2028-02-29', hours: null }),
    aPermit({ id: 'P12', area: inForest, fromOn: '2024-02-29', toOn: '2024-02-29', hours: null }),
    aPermit({
      ...{ id: 'P13', area: inForest, fromOn: '2027-01-15', toOn: '2027-01-20' },
      hours: { from: '08:00', to: '16:00' },
      withdrawnAt: Date.parse('2027-01-16T12:00:00+08:00'),
    }),
  ].map((permit) => [permit.id, permit]),
);
