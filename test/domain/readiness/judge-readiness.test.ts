import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReadiness } from '../../../src/domain/readiness/judge-readiness.ts';
import type { ReadinessFacts, ReadyItem } from '../../../src/domain/readiness/readiness.ts';

const at = Date.parse('2027-01-15T07:30:00+08:00');
const hourMs = 3_600_000;
const book = { sha256: 'b', demonstration: false, inForceOn: '2022-11-01', expiresOn: '2027-10-31' };
const good: ReadinessFacts = {
  now: { kind: 'known', at, skewMs: 1_200 },
  confirmed: { time: at - hourMs, rulebooks: ['b'], zones: ['z'] },
  zones: [{ sha256: 'z', demonstration: false }],
  rulebooks: [book],
  map: { expected: 6, present: 6 },
  storage: { persisted: true, freeBytes: 5e9, refused: false },
  battery: { level: 0.5, isSeenByPerson: false },
  unsent: { count: 0, needsYou: false },
  permits: { count: 0, confirmedAt: at },
};
const lineOf = (facts: ReadinessFacts, item: ReadyItem) =>
  judgeReadiness(facts).lines.find((line) => line.item === item);
const goodBut = <K extends keyof ReadinessFacts>(key: K, change: Partial<ReadinessFacts[K]>): ReadinessFacts => ({
  ...good,
  [key]: Object.assign({}, good[key], change),
});

describe('ready to leave', () => {
  it('is everything right and known, and says so in eight lines', () => {
    const { isReady, lines } = judgeReadiness(good);
    expect(isReady).toBe(true);
    expect(lines.map(({ item }) => item)).toEqual([
      ...['zones', 'rulebook', 'map', 'permits', 'storage', 'clock', 'battery', 'unsent'],
    ]);
  });

  it.each([
    ['zones', { ...good, zones: [{ sha256: 'z', demonstration: true }] }, 'not-ready', 'demonstration'],
    ['zones', { ...good, zones: [{ sha256: 'old', demonstration: false }] }, 'not-ready', 'another-is-current'],
    [
      'zones',
      { ...good, zones: [...(good.zones ?? []), { sha256: 'y', demonstration: false }] },
      'not-ready',
      'another-is-current',
    ],
    ['zones', { ...good, confirmed: null }, 'not-ready', 'never-confirmed'],
    ['zones', goodBut('confirmed', { time: at - 24 * hourMs - 1 }), 'not-ready', 'stale'],
    ['zones', goodBut('confirmed', { time: at - 24 * hourMs }), 'ready', 'current'],
    ['zones', goodBut('confirmed', { time: at + 3 * 60_000 }), 'not-ready', 'stale'],
    ['zones', { ...good, zones: [] }, 'unknown', 'not-known'],
    ['rulebook', { ...good, rulebooks: [{ ...book, expiresOn: '2027-01-14' }] }, 'not-ready', 'not-in-force'],
    ['rulebook', { ...good, rulebooks: [{ ...book, expiresOn: '2027-01-15' }] }, 'ready', 'current'],
    ['rulebook', { ...good, rulebooks: [{ ...book, inForceOn: '2027-01-16' }] }, 'not-ready', 'not-in-force'],
    ['rulebook', { ...good, rulebooks: [{ ...book, sha256: 'other' }] }, 'not-ready', 'another-is-current'],
    ['rulebook', { ...good, now: { kind: 'doubtful', at, because: 'far-ahead' } }, 'not-ready', 'stale'],
    ['map', { ...good, map: { expected: 6, present: 5 } }, 'not-ready', 'missing'],
    ['map', { ...good, map: { expected: 0, present: 0 } }, 'not-ready', 'missing'],
    ['storage', goodBut('storage', { persisted: false }), 'not-ready', 'not-persisted'],
    ['storage', goodBut('storage', { refused: true }), 'not-ready', 'refused'],
    ['storage', goodBut('storage', { freeBytes: 1e8 }), 'not-ready', 'nearly-full'],
    ['storage', goodBut('storage', { freeBytes: null }), 'unknown', 'not-known'],
    ['storage', goodBut('storage', { persisted: null }), 'unknown', 'not-known'],
    ['clock', { ...good, now: { kind: 'doubtful', at, because: 'before-seen' } }, 'not-ready', 'doubtful'],
    ['clock', { ...good, now: { kind: 'known', at, skewMs: -121_000 } }, 'not-ready', 'off'],
    ['clock', { ...good, now: { kind: 'known', at, skewMs: null } }, 'unknown', 'never-compared'],
    ['battery', goodBut('battery', { level: 0.49, isSeenByPerson: true }), 'not-ready', 'low'],
    ['battery', goodBut('battery', { level: null }), 'unknown', 'not-known'],
    ['battery', goodBut('battery', { level: null, isSeenByPerson: true }), 'ready', 'seen-by-person'],
    ['unsent', goodBut('unsent', { count: 1 }), 'not-ready', 'waiting'],
    ['unsent', goodBut('unsent', { needsYou: true }), 'not-ready', 'needs-you'],
    ['permits', { ...good, permits: { count: 2, confirmedAt: at - 25 * hourMs } }, 'not-ready', 'stale'],
    ['permits', { ...good, permits: { count: 2, confirmedAt: null } }, 'not-ready', 'never-confirmed'],
    ['permits', { ...good, permits: { count: 0, confirmedAt: null } }, 'not-ready', 'never-confirmed'],
    ['permits', { ...good, permits: { count: 0, confirmedAt: at - 25 * hourMs } }, 'not-ready', 'stale'],
    ['permits', { ...good, permits: { count: 0, confirmedAt: at } }, 'ready', 'none'],
    ['permits', { ...good, permits: { count: 2, confirmedAt: at } }, 'ready', 'fresh'],
  ] as const)('judges %s (case %#)', (item, facts, state, because) => {
    expect(lineOf(facts, item)).toEqual({ item, state, because });
    expect(judgeReadiness(facts).isReady).toBe(state === 'ready');
  });

  it('is never said when anything at all is not known, whatever else is right', () => {
    const forms = Object.entries(good).flatMap(([key, value]) => [
      { ...good, [key]: null },
      ...Object.keys(Array.isArray(value) ? {} : (value ?? {})).map((inner) => ({
        ...good,
        [key]: { ...value, [inner]: null },
      })),
    ]) as ReadinessFacts[];
    const judged = forms.filter(isMeaningful);
    expect(judged.length).toBeGreaterThan(12);
    for (const facts of judged) expect(judgeReadiness(facts).isReady, JSON.stringify(facts)).toBe(false);
  });

  it('stays unsaid however many unknowns are mixed in', () => {
    const keys = Object.keys(good) as (keyof ReadinessFacts)[];
    fc.assert(
      fc.property(fc.subarray(keys, { minLength: 1 }), (unknown) => {
        const facts = { ...good, ...Object.fromEntries(unknown.map((key) => [key, null])) };
        return !judgeReadiness(facts).isReady;
      }),
    );
  });
});

/** A null where the type has none says nothing about the rules. */
function isMeaningful({ now, confirmed, map, battery, unsent, permits, storage }: ReadinessFacts): boolean {
  const known: unknown[] = [now?.kind, now?.at, confirmed?.time, confirmed?.zones, confirmed?.rulebooks];
  const counted: unknown[] = [map?.expected, map?.present, unsent?.count, unsent?.needsYou, permits?.count];
  return ![...known, ...counted, battery?.isSeenByPerson, storage?.refused].includes(null);
}
