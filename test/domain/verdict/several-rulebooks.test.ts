import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acts, breaches, codesOf } from '../../../src/domain/shared/codes.ts';
import { judgeAct } from '../../../src/domain/verdict/judge-act.ts';
import type { Verdict } from '../../../src/domain/verdict/verdict.ts';
import { aFix } from '../../support/builders.ts';
import { goldenPackages, goldenPermits, goldenRulebooks } from '../golden/golden-scene.ts';

const kinds = ['clear', 'permitted', 'unsure', 'banned'];
const severity = ({ kind }: Verdict) => kinds.indexOf(kind);
const books = Object.values(goldenRulebooks);
const packages = Object.values(goldenPackages);
const permits = Object.values(goldenPermits);

/** Around the edges of the golden scene, where verdicts differ most. */
const place = fc.constantFrom(
  ...[
    [122.0115, 37.206],
    [122.0, 37.2],
    [122.02, 37.21],
    [122.2, 37.1],
    [122.205, 37.105],
    [122.26, 37.15],
    [122.04, 37.26],
    [122.62, 37.2],
  ],
);
const question = fc.record({
  conduct: fc.oneof(
    fc.constantFrom(null, 'clearing-burn', 'entering-unapproved'),
    fc.constantFrom(...codesOf(acts), ...codesOf(breaches)),
  ),
  fix: fc
    .tuple(place, fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 }), fc.nat(120))
    .map(([[lon = 0, lat = 0], east, north, accuracyMeters]) =>
      aFix({ lon: lon + east / 8000, lat: lat + north / 8000, accuracyMeters }),
    ),
  now: fc
    .oneof(
      fc.date({ min: new Date('2027-01-14'), max: new Date('2027-06-02'), noInvalidDate: true }),
      fc.date({ min: new Date('2018-06-01'), max: new Date('2029-01-01'), noInvalidDate: true }),
    )
    .map((date) => ({ kind: 'known', at: date.getTime(), skewMs: 0 }) as const),
  books: fc.subarray(books, { minLength: 1 }),
  packages: fc.subarray(packages, { minLength: 1 }),
  permits: fc.subarray(permits),
});

describe('several rulebooks', { timeout: 30_000 }, () => {
  it('never make a verdict milder by another that is added, nor a later end of the ban earlier', () => {
    fc.assert(
      fc.property(question, fc.constantFrom(...books), (asked, another) => {
        const judge = (several: typeof books) =>
          judgeAct(asked.conduct, asked.fix, asked.now, several, asked.packages, asked.permits);
        const [before, after] = [judge(asked.books), judge([...asked.books, another])];
        expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
        if (before.kind === 'banned' && after.kind === 'banned') expect(after.untilOn >= before.untilOn).toBe(true);
        if (before.kind === 'banned' && after.kind === 'banned' && before.tier === 'high-risk')
          expect(after.tier).toBe('high-risk');
      }),
      { numRuns: 800 },
    );
  });

  it('are asked of in ways that get every kind of answer', () => {
    const answers = fc
      .sample(question, { seed: 3, numRuns: 4000 })
      .map((asked) => judgeAct(asked.conduct, asked.fix, asked.now, asked.books, asked.packages, asked.permits).kind);
    expect([...new Set(answers)].sort()).toEqual(['banned', 'clear', 'permitted', 'unsure']);
  });

  it('give the same verdict in whatever order rulebooks and packages come', () => {
    fc.assert(
      fc.property(
        question.chain((asked) => fc.tuple(fc.constant(asked), shuffled(asked.books), shuffled(asked.packages))),
        ([asked, mixedBooks, mixedPackages]) => {
          const { conduct, fix, now } = asked;
          const one = judgeAct(conduct, fix, now, asked.books, asked.packages, asked.permits);
          expect(judgeAct(conduct, fix, now, mixedBooks, mixedPackages, asked.permits)).toEqual(one);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('are each cited as by themselves, and the verdict is that of the first', () => {
    fc.assert(
      fc.property(question, ({ conduct, fix, now, books: several, packages: sets, permits: known }) => {
        const together = judgeAct(conduct, fix, now, several, sets, known);
        const alone = several.flatMap((rulebook) => judgeAct(conduct, fix, now, [rulebook], sets, known).rulings);
        expect(new Set(together.rulings.map((ruling) => JSON.stringify(ruling)))).toEqual(
          new Set(alone.map((ruling) => JSON.stringify(ruling))),
        );
        const [first] = together.rulings;
        if (first) expect(together).toMatchObject({ kind: first.kind, reason: first.reason, articles: first.articles });
        expect(
          together.rulings.every(
            ({ kind }, index, all) => kinds.indexOf(kind) >= kinds.indexOf(all[index + 1]?.kind ?? 'clear'),
          ),
        ).toBe(true);
      }),
      { numRuns: 800 },
    );
  });

  it('say that going in needs approval beside what they say of fire', () => {
    const [notice, order] = [goldenRulebooks['19号']!, goldenRulebooks['封山令']!];
    const now = { kind: 'known', at: Date.parse('2027-04-05T10:00:00+08:00'), skewMs: 0 } as const;
    const inShelter = aFix({ lon: 122.205, lat: 37.105 });
    const verdict = judgeAct('smoking', inShelter, now, [notice, order], packages);
    expect(verdict.entry).toMatchObject([{ kind: 'banned', articles: [1, 2, 3], rulebook: { id: order.id } }]);
    expect(judgeAct('smoking', aFix(), now, [notice, order], packages).entry).toEqual([]);
  });
});

function shuffled<T>(things: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length });
}
