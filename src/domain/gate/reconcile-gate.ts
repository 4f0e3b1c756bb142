import type { PassClass, PassDirection } from '../shared/gate-codes.ts';
import type { Pass, Passage } from './pass.ts';

/** A keeper writes before or after the barrier, and a counter tells what came since its last reading. */
export const matchWithinMs = 15 * 60_000;

/** Vehicles, or persons on foot, that the counter or the register alone knows of; those of one count or one entry together. */
export interface Unmatched {
  readonly direction: PassDirection;
  readonly class: PassClass;
  readonly at: number;
  readonly count: number;
  /** The register's entry; null for what only the counter knows of. */
  readonly pass: string | null;
}

/** Of which time is told, epoch ms. What lies beside it may still be the other half of what lies in it. */
export interface TallySpan {
  readonly fromAt: number;
  /** Not included. */
  readonly toAt: number;
  /** What has no other half and is no older than `matchWithinMs` by then may yet get one. */
  readonly nowAt: number;
}

/** How counter and register of one gate agree in one direction and class. */
export interface GateTally {
  readonly direction: PassDirection;
  readonly class: PassClass;
  readonly counted: number;
  readonly registered: number;
  /** Counted, and in no register, by time. */
  readonly unregistered: readonly Unmatched[];
  /** Registered, and not counted, by time. */
  readonly uncounted: readonly Unmatched[];
  /** Known to one of them alone, for less than a quarter of an hour: the other may still tell of it. */
  readonly open: readonly Unmatched[];
}

const always: TallySpan = { fromAt: -Infinity, toAt: Infinity, nowAt: Infinity };

/**
 * What a gate's counter and its register say of the same time, by direction and class. A counted passage goes with a registered one of
 * its class within a quarter of an hour, as many as can; the same whatever order the readings and passes came in. `passages` and `passes` reach a quarter of an hour beyond `span`.
 */
export function reconcileGate(
  passages: readonly Passage[],
  passes: readonly Pass[],
  span: TallySpan = always,
): GateTally[] {
  const counted = passages.flatMap(ofPassage);
  const registered = unique(passes).map(ofPass);
  const keys = [...new Set([...counted, ...registered].map(keyOf))].sort();
  return keys
    .map((key) =>
      tally(
        counted.filter((one) => keyOf(one) === key),
        registered.filter((one) => keyOf(one) === key),
        span,
      ),
    )
    .filter(({ counted: some, registered: others }) => some + others > 0);
}

function tally(counted: Unmatched[], registered: Unmatched[], { fromAt, toAt, nowAt }: TallySpan): GateTally {
  const first = counted[0] ?? registered[0];
  if (!first) throw new Error('a tally of nothing');
  const { unregistered, uncounted } = matchInTime(atOnce(counted), registered.sort(compareRuns));
  const isTold = ({ at }: Unmatched) => at >= fromAt && at < toAt;
  const isSettled = (one: Unmatched) => isTold(one) && one.at < nowAt - matchWithinMs;
  return {
    direction: first.direction,
    class: first.class,
    counted: countOf(counted.filter(isTold)),
    registered: countOf(registered.filter(isTold)),
    unregistered: unregistered.filter(isSettled),
    uncounted: uncounted.filter(isSettled),
    open: [...unregistered, ...uncounted].filter((one) => isTold(one) && !isSettled(one)).sort(compareRuns),
  };
}

/** What was counted at the same moment, together: however many messages told of it. */
function atOnce(counted: readonly Unmatched[]): Unmatched[] {
  const byMoment = new Map<number, Unmatched>();
  for (const one of counted) {
    byMoment.set(one.at, { ...one, count: one.count + (byMoment.get(one.at)?.count ?? 0) });
  }
  return [...byMoment.values()].sort(compareRuns);
}

/** Both by time: each counted one takes the earliest registered one that is left in reach. No other way matches more of them. */
function matchInTime(
  counted: readonly Unmatched[],
  registered: readonly Unmatched[],
): Pick<GateTally, 'unregistered' | 'uncounted'> {
  const [unregistered, uncounted]: [Unmatched[], Unmatched[]] = [[], []];
  const waiting = [...registered];
  for (const passage of counted) {
    let left = passage.count;
    for (let next = waiting[0]; left > 0 && next && next.at <= passage.at + matchWithinMs; next = waiting[0]) {
      waiting.shift();
      if (next.at < passage.at - matchWithinMs) {
        uncounted.push(next);
        continue;
      }
      const both = Math.min(left, next.count);
      left -= both;
      if (next.count > both) waiting.unshift({ ...next, count: next.count - both });
    }
    if (left > 0) unregistered.push({ ...passage, count: left });
  }
  return { unregistered, uncounted: [...uncounted, ...waiting] };
}

function ofPassage({ direction, class: kind, count, at }: Passage): Unmatched[] {
  const whole = Math.round(count);
  return whole > 0 ? [{ direction, class: kind, at, count: whole, pass: null }] : [];
}

/** A vehicle is counted once, however many sit in it; people on foot one by one. */
function ofPass({ id, direction, class: kind, persons, at }: Pass): Unmatched {
  return { direction, class: kind, at, count: kind === 'person' ? persons : 1, pass: id };
}

/** How many these are together. */
export function countOf(some: readonly Pick<Unmatched, 'count'>[]): number {
  return some.reduce((sum, { count }) => sum + count, 0);
}

function unique(passes: readonly Pass[]): Pass[] {
  return [...new Map(passes.map((pass) => [pass.id, pass])).values()];
}

function keyOf({ direction, class: kind }: Unmatched): string {
  return `${direction} ${kind}`;
}

function compareRuns(one: Unmatched, other: Unmatched): number {
  return one.at - other.at || (one.pass ?? '').localeCompare(other.pass ?? '');
}
