import type { Fix } from '../../src/domain/shared/fix.ts';

/** A place in the demonstration package, with what the rules say about it in season. */
export interface NamedPlace {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  /** Towards the ban area, for any accuracy up to 30 m. */
  readonly relation: 'inside' | 'outside';
  readonly verdict: 'banned' | 'clear';
  /** What the map shows there. */
  readonly ground: 'forest' | 'belt' | 'residential' | 'land' | 'sea';
}

/** Five places of the demonstration package, each proved by GeographicLib in `test/packages/five-places.test.ts`. */
export const fivePlaces = {
  deepInForest: {
    name: '里口山 deep in the forest, 1,019 m from its edge',
    lon: 122.0105,
    lat: 37.4305,
    relation: 'inside',
    verdict: 'banned',
    ground: 'forest',
  },
  inBelt: {
    name: '里口山 in the belt, 249 m outside the forest',
    lon: 122.0015,
    lat: 37.4405,
    relation: 'inside',
    verdict: 'banned',
    ground: 'belt',
  },
  inVillage: {
    name: 'a village in the belt of 里口山, 351 m outside the forest',
    lon: 122.04195,
    lat: 37.44888,
    relation: 'outside',
    verdict: 'clear',
    ground: 'residential',
  },
  inTown: {
    name: '天福, on land and far from any forest',
    lon: 122.05228,
    lat: 37.26366,
    relation: 'outside',
    verdict: 'clear',
    ground: 'land',
  },
  atSea: {
    name: 'north of 威海, at sea',
    lon: 122.3,
    lat: 37.6,
    relation: 'outside',
    verdict: 'clear',
    ground: 'sea',
  },
} as const satisfies Readonly<Record<string, NamedPlace>>;

/** A located fix at a named place. */
export function fixAt({ lon, lat }: NamedPlace, accuracyMeters: number, takenAt: number): Fix {
  return { lon, lat, accuracyMeters, takenAt, source: 'gps' };
}
