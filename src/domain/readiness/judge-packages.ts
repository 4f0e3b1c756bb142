import { civilDateAt } from '../clock/civil-date.ts';
import { isFresh } from './is-fresh.ts';
import type { ReadinessFacts, ReadyLine, ReadyReason, ReadyState, UsedPackage, UsedRulebook } from './readiness.ts';

type Judged = readonly [ReadyState, ReadyReason];
type Clocked = Pick<ReadinessFacts, 'now' | 'confirmed'>;

/**
 * Zones, rulebook, map and permits.
 *
 * | In use | Confirmed by the hub | Line |
 * |---|---|---|
 * | not known | – | unknown |
 * | demonstration zones | – | not ready, 'demonstration' |
 * | no rulebook in force today | – | not ready, 'not-in-force' |
 * | anything | never | not ready, 'never-confirmed' |
 * | not what the hub named | – | not ready, 'another-is-current' |
 * | what the hub named | over a day ago, or in the future | not ready, 'stale' |
 * | what the hub named | within a day | ready |
 *
 * The map is ready when every piece of its drawing is here. Permits are ready when the hub said within a day which there are, none
 * too: a permit nobody has told this phone of is one it would turn people back against.
 */
export function judgePackages(facts: ReadinessFacts): ReadyLine[] {
  const lines: Readonly<Record<'zones' | 'rulebook' | 'map' | 'permits', Judged>> = {
    zones: judgeZones(facts),
    rulebook: judgeRulebooks(facts),
    map: judgeMap(facts),
    permits: judgePermits(facts),
  };
  const items = ['zones', 'rulebook', 'map', 'permits'] as const;
  return items.map((item) => ({ item, state: lines[item][0], because: lines[item][1] }));
}

function judgeZones({ zones, ...facts }: ReadinessFacts): Judged {
  if (!zones || zones.length === 0) return ['unknown', 'not-known'];
  if (zones.some(({ demonstration }) => demonstration)) return ['not-ready', 'demonstration'];
  return judgeCurrent(zones, facts.confirmed?.zones, facts);
}

function judgeRulebooks({ rulebooks, ...facts }: ReadinessFacts): Judged {
  if (!rulebooks || rulebooks.length === 0 || !facts.now) return ['unknown', 'not-known'];
  const today = civilDateAt(facts.now.at);
  if (!rulebooks.some((rulebook) => isInForce(rulebook, today))) return ['not-ready', 'not-in-force'];
  return judgeCurrent(rulebooks, facts.confirmed?.rulebooks, facts);
}

function judgeCurrent(used: readonly UsedPackage[], named: readonly string[] | undefined, facts: Clocked): Judged {
  if (!named || !facts.confirmed) return ['not-ready', 'never-confirmed'];
  const isSame = used.length === named.length && used.every(({ sha256 }) => named.includes(sha256));
  if (!isSame) return ['not-ready', 'another-is-current'];
  if (!facts.now) return ['unknown', 'not-known'];
  return isFresh(facts.confirmed.time, facts.now) ? ['ready', 'current'] : ['not-ready', 'stale'];
}

function isInForce({ inForceOn, expiresOn }: UsedRulebook, today: string): boolean {
  return inForceOn <= today && (expiresOn === null || today <= expiresOn);
}

/** Zones that are no demonstration were downloaded: their drawing has pieces. */
function judgeMap({ map, zones }: ReadinessFacts): Judged {
  if (!map || !zones || zones.length === 0) return ['unknown', 'not-known'];
  const hasPieces = map.expected > 0 || zones.every(({ demonstration }) => demonstration);
  return hasPieces && map.present >= map.expected ? ['ready', 'present'] : ['not-ready', 'missing'];
}

function judgePermits({ permits, now }: ReadinessFacts): Judged {
  if (!permits) return ['unknown', 'not-known'];
  if (permits.confirmedAt === null) return ['not-ready', 'never-confirmed'];
  if (!now) return ['unknown', 'not-known'];
  if (!isFresh(permits.confirmedAt, now)) return ['not-ready', 'stale'];
  return ['ready', permits.count === 0 ? 'none' : 'fresh'];
}
