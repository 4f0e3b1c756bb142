import { Groups } from './groups.ts';
import type { IncidentMember } from './incident.ts';
import { gapMs, isOneFire, metersBetween, msBetween, reachMeters, reachOf } from './is-one-fire.ts';
import { compareText } from './order-members.ts';
import type { PairDecision } from './pair-decisions.ts';

interface Link {
  readonly one: string;
  readonly other: string;
  /** 0 for the closest two signs can be, 2 for the least that still is one fire. */
  readonly looseness: number;
}

/**
 * Signs of fire put together, `members` in their order: whatever may be one fire is, through others as well, and what was put together
 * by hand. Of two that were taken apart by hand a third goes to the one it is closest to, in place and time.
 */
export function groupFires(members: readonly IncidentMember[], decisions: readonly PairDecision[]): string[][] {
  const ids = members.map(({ id }) => id);
  const together = decisions.filter(({ isApart }) => !isApart).sort((a, b) => b.order - a.order || comparePairs(a, b));
  const free = new Groups(ids);
  for (const { these, those } of together) free.unite(these, those);
  forEachLink(members, free, (one, other) => free.unite(one, other));
  const apart = neighbours(decisions.filter(({ isApart }) => isApart));
  return free.all().flatMap((group) => {
    const own = new Set(group);
    const isTorn = group.some((id) => [...(apart.get(id) ?? [])].some((other) => own.has(other)));
    return isTorn ? cutApart(own, members, together, apart) : [group];
  });
}

/** The same once more where somebody took members apart: the hand's newest word first, then the closest links. */
function cutApart(
  group: ReadonlySet<string>,
  members: readonly IncidentMember[],
  together: readonly PairDecision[],
  apart: ReadonlyMap<string, ReadonlySet<string>>,
): string[][] {
  const own = members.filter(({ id }) => group.has(id));
  const groups = new Groups(
    own.map(({ id }) => id),
    apart,
  );
  for (const { these, those } of together) groups.unite(these, those);
  const links: Link[] = [];
  forEachLink(own, null, (one, other, looseness) => links.push({ one, other, looseness: looseness() }));
  links.sort((a, b) => a.looseness - b.looseness || compareText(a.one, b.one) || compareText(a.other, b.other));
  for (const { one, other } of links) groups.unite(one, other);
  return groups.all();
}

/** Calls back with every two that may be one fire, the earlier first; with `known`, only where they are not together by then. */
function forEachLink(
  members: readonly IncidentMember[],
  known: Groups | null,
  onLink: (one: string, other: string, looseness: () => number) => void,
): void {
  let going: IncidentMember[] = [];
  for (const member of members) {
    going = going.filter((earlier) => reachOf(earlier) + gapMs >= member.fromAt);
    for (const earlier of going) {
      if (known?.areTogether(earlier.id, member.id) || !isOneFire(earlier, member)) continue;
      onLink(earlier.id, member.id, () => loosenessOf(earlier, member));
    }
    going.push(member);
  }
}

function loosenessOf(one: IncidentMember, other: IncidentMember): number {
  const meters = one.station !== null && one.station === other.station ? 0 : metersBetween(one.place, other.place);
  return Math.min(1, meters / reachMeters) + msBetween(one, other) / gapMs;
}

function neighbours(decisions: readonly PairDecision[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (one: string, other: string) => found.set(one, (found.get(one) ?? new Set()).add(other));
  for (const { these, those } of decisions) {
    note(these, those);
    note(those, these);
  }
  return found;
}

function comparePairs(one: PairDecision, other: PairDecision): number {
  return compareText(one.these, other.these) || compareText(one.those, other.those);
}
