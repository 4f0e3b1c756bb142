import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import { locateInZone } from '../../../src/domain/zone/locate-in-zone.ts';
import type { ZoneSet } from '../../../src/domain/zone/zone-set.ts';
import { zoneSetOf } from '../../../src/domain/zone/zone-set-of.ts';
import { aFix, aRulebook, aZoneSet } from '../../support/builders.ts';
import { demoLayer, demoManifest } from '../../support/demo-packages.ts';
import { positionFrom } from '../../support/geodesic-truth.ts';

const { zones: ruleZones, area } = aRulebook();
const locate = (fix: Fix, zones: ZoneSet) => locateInZone(fix, ruleZones[0]!, area, [zones]);
const demo = zoneSetOf(demoLayer('forest'), demoLayer('residential'), demoManifest().bounds);
const accuracy = fc.double({ min: 0, max: 3000, noNaN: true });
/** Somewhere around 里口山 and its villages, or around the plain square of the builders. */
const place = fc.oneof(
  fc.record({
    zones: fc.constant(demo),
    lon: fc.double({ min: 121.98, max: 122.08, noNaN: true }),
    lat: fc.double({ min: 37.4, max: 37.46, noNaN: true }),
  }),
  fc.record({
    zones: fc.constant(aZoneSet()),
    lon: fc.double({ min: 121.99, max: 122.03, noNaN: true }),
    lat: fc.double({ min: 37.19, max: 37.23, noNaN: true }),
  }),
);

describe('the three answers', () => {
  it('never flip between inside and outside as the fix gets better', () => {
    fc.assert(
      fc.property(place, accuracy, accuracy, ({ zones, lon, lat }, one, other) => {
        const at = (accuracyMeters: number) => locate(aFix({ lon, lat, accuracyMeters }), zones).kind;
        const [worse, better] = [at(Math.max(one, other)), at(Math.min(one, other))];
        if (worse !== 'unsure') expect(better).toBe(worse);
      }),
      { numRuns: 1500 },
    );
  });

  it('hold for a perfect fix anywhere in the error circle once they are sure', () => {
    const sides = new Set<string>();
    fc.assert(
      fc.property(
        ...[place, fc.double({ min: 4, max: 400, noNaN: true })],
        ...[fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true })],
        ({ zones, lon, lat }, accuracyMeters, azimuth, share) => {
          const relation = locate(aFix({ lon, lat, accuracyMeters }), zones);
          fc.pre(relation.kind !== 'unsure');
          const meters = Math.max(5, 1.62 * accuracyMeters) * share;
          const [trueLon, trueLat] = positionFrom([lon, lat], azimuth, meters);
          const edge = locate(aFix({ lon: trueLon, lat: trueLat }), zones).edgeMeters as number;
          sides.add(relation.kind);
          expect(edge < 0 ? 'inside' : 'outside').toBe(relation.kind);
        },
      ),
      { numRuns: 1500 },
    );
    expect([...sides].sort()).toEqual(['inside', 'outside']);
  });

  it('never change the edge by more than the way walked', () => {
    fc.assert(
      fc.property(
        ...[place, fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 0, max: 300, noNaN: true })],
        ({ zones, lon, lat }, azimuth, meters) => {
          const edgeAt = ([lon2, lat2]: [number, number]) =>
            locate(aFix({ lon: lon2, lat: lat2 }), zones).edgeMeters as number;
          const change = Math.abs(edgeAt(positionFrom([lon, lat], azimuth, meters)) - edgeAt([lon, lat]));
          expect(change).toBeLessThanOrEqual(meters + 0.01);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
