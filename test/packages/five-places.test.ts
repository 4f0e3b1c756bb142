import { describe, expect, it } from 'vitest';
import { judgeAct } from '../../src/domain/verdict/judge-act.ts';
import { zoneSetOf } from '../../src/domain/zone/zone-set-of.ts';
import { aNow, aRulebook } from '../support/builders.ts';
import { demoLayer, demoManifest, demoPolygons } from '../support/demo-packages.ts';
import { fivePlaces, fixAt, type NamedPlace } from '../support/five-places.ts';
import { isTrulyInside, trueSignedDistance } from '../support/geodesic-truth.ts';

const places: readonly NamedPlace[] = Object.values(fivePlaces);
const isIn = (role: 'forest' | 'residential' | 'belt' | 'land', { lon, lat }: NamedPlace) =>
  demoPolygons(role).some((polygon) => isTrulyInside([lon, lat], polygon));

/** The relation by GeographicLib alone, for an error circle of 30 m · 1.62. */
function trueRelation({ lon, lat }: NamedPlace): 'inside' | 'outside' | 'unsure' {
  const forest = trueSignedDistance([lon, lat], demoPolygons('forest'));
  const village = trueSignedDistance([lon, lat], demoPolygons('residential'));
  if (forest + 48.6 <= 500 && village >= 48.6) return 'inside';
  return forest - 48.6 > 500 || village <= -48.6 ? 'outside' : 'unsure';
}

function trueGround(place: NamedPlace): string {
  if (isIn('residential', place)) return 'residential';
  if (isIn('forest', place)) return 'forest';
  if (isIn('belt', place)) return 'belt';
  return isIn('land', place) ? 'land' : 'sea';
}

describe('the five places of the journeys', () => {
  it.each(places)('$name lies $relation by GeographicLib', (place) => {
    expect(trueRelation(place)).toBe(place.relation);
  });

  it.each(places)('$name shows $ground on the map', (place) => {
    expect(trueGround(place)).toBe(place.ground);
  });

  it.each(places)('$name is judged $verdict in season', (place) => {
    const zones = zoneSetOf(demoLayer('forest'), demoLayer('residential'), demoManifest().bounds);
    const now = aNow('2026-11-22T09:00:00+08:00');
    expect(judgeAct(null, fixAt(place, 12, 0), now, [aRulebook()], [zones]).kind).toBe(place.verdict);
  });

  it('says metres that its names claim', () => {
    const metersTo = ({ lon, lat }: NamedPlace) => trueSignedDistance([lon, lat], demoPolygons('forest'));
    expect(metersTo(fivePlaces.deepInForest)).toBeCloseTo(-1019, -1);
    expect(metersTo(fivePlaces.inBelt)).toBeCloseTo(249, 0);
    expect(metersTo(fivePlaces.inVillage)).toBeCloseTo(351, 0);
  });
});
