import { boxOf } from '../geo/box.ts';
import { localMetricAt, metersToEdge } from '../geo/local-metric.ts';
import { bansOn } from '../rulebook/bans-on.ts';
import type { Rulebook, RulePeriod } from '../rulebook/rulebook.ts';
import { runAfter, runOn, type Season } from '../rulebook/season.ts';
import type { Act, Breach, Tier } from '../shared/codes.ts';
import type { Fix } from '../shared/fix.ts';
import { accuracyOfRadius } from '../zone/error-radius.ts';
import { locateInZone } from '../zone/locate-in-zone.ts';
import type { ZoneSet } from '../zone/zone-set.ts';
import { type Admission, admissionOf } from './admission-of.ts';
import type { Permit } from './permit.ts';

/** A ban that stands in a permit's area on some of its days, on one of its acts, and whether the permit lifts it. */
export interface BanUnderPermit {
  readonly rulebook: Rulebook;
  readonly conduct: Act | Breach;
  readonly tier: Tier;
  readonly articles: readonly number[];
  /** The days of the permit on which it stands: civil dates, both included. */
  readonly days: Season;
  /** How much of the permit's area lies in its zone. `unknown`: the zone data does not tell. */
  readonly where: 'whole' | 'part' | 'unknown';
  readonly admission: Admission;
}

/** Every ban that a permit meets in its area and days, by the rulebooks and zone packages in use, lifted by it or not. */
export function bansUnderPermit(
  permit: Permit,
  rulebooks: readonly Rulebook[],
  packages: readonly ZoneSet[],
): BanUnderPermit[] {
  const around = fixAround(permit);
  return rulebooks.flatMap((rulebook) =>
    conductsOf(permit).flatMap((conduct) =>
      bansOn(rulebook, conduct).flatMap(({ zone, period, actArticles }) => {
        const { kind, ...relation } = locateInZone(around, zone, rulebook.area, packages);
        if (kind === 'outside') return [];
        const isUntold = 'reason' in relation && ['outside-package', 'missing-layer'].includes(relation.reason);
        const where = kind === 'inside' ? 'whole' : isUntold ? 'unknown' : 'part';
        const articles = [period.article, zone.article, ...actArticles];
        const admission = admissionOf(rulebook, permit, period.tier);
        const met = { rulebook, conduct, tier: period.tier, articles, where, admission } as const;
        return runsWithin(rulebook, period, permit).map((days) => ({ ...met, days }));
      }),
    ),
  );
}

/** What a permit is for, as the rules ask about it. */
export function conductsOf({ acts, purpose }: Permit): readonly (Act | Breach)[] {
  return purpose === 'entry' ? [...acts, 'entering-unapproved'] : acts;
}

/** The circle around the whole of an area, as a fix: what holds in all of it holds in all of the area. */
function fixAround({ area }: Permit): Fix {
  const [outer = []] = area.coordinates;
  const [west, south, east, north] = boxOf(outer);
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const metric = localMetricAt(lon, lat);
  const meters = outer.map(([x = lon, y = lat]) => metersToEdge(metric, x, y, x, y));
  return { lon, lat, accuracyMeters: accuracyOfRadius(Math.max(...meters)), takenAt: 0, source: 'gps' };
}

function runsWithin(rulebook: Rulebook, period: RulePeriod, { fromOn, toOn }: Season): Season[] {
  const runs: Season[] = [];
  let run = runOn(rulebook, period, fromOn) ?? runAfter(rulebook, period, fromOn);
  while (run && run.fromOn <= toOn) {
    runs.push({ fromOn: run.fromOn > fromOn ? run.fromOn : fromOn, toOn: run.toOn < toOn ? run.toOn : toOn });
    run = runAfter(rulebook, period, run.toOn);
  }
  return runs;
}
