import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '../../../src/protocol/evidence/checks.ts';
import { openEvidence } from '../../../src/protocol/evidence/open-evidence.ts';
import { verifyEvidence } from '../../../src/protocol/evidence/verify-evidence.ts';
import { checkEvidence, nobody } from '../../support/checked-evidence.ts';
import { smallEvidence } from '../../support/small-evidence.ts';

type Small = Awaited<ReturnType<typeof smallEvidence>>;

/** Which item every byte belongs to, reckoned from the form of ZIP itself: headers of 30 and lines of 46 bytes before each name. */
function ownersOf({ items, bytes }: Small): (string | null)[] {
  const owners: (string | null)[] = [];
  for (const { path, bytes: content } of items) owners.push(...Array(30 + path.length + content.length).fill(path));
  for (const { path } of items) owners.push(...Array(46 + path.length).fill(path));
  return [...owners, ...Array(bytes.length - owners.length).fill(null)];
}

const namesOf = (checks: readonly Check[]) =>
  checks.filter(({ outcome }) => outcome === 'wrong').map(({ item }) => item);

describe('a change of one byte', () => {
  let small: Small;
  let owners: (string | null)[];
  beforeAll(async () => {
    small = await smallEvidence();
    owners = ownersOf(small);
  });

  const changed = (at: number, by: number) => {
    const bytes = new Uint8Array(small.bytes);
    bytes[at] = (bytes[at] ?? 0) ^ by;
    return bytes;
  };

  it('is none in a package that is whole', async () => {
    expect((await checkEvidence(small.bytes)).wrong).toEqual([]);
  });

  it('is found at every place, and its item named', async () => {
    const missed: number[] = [];
    for (let at = 0; at < small.bytes.length; at += 1) {
      const opened = await openEvidence(changed(at, 1 + ((at * 37) % 255)));
      const names = opened.kind === 'read' ? namesOf(opened.checks) : [];
      if (!names.includes(owners[at] ?? '(frame)')) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it('is found by the whole check as well, whatever the byte becomes', async () => {
    const anywhere = fc.tuple(fc.nat(small.bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(anywhere, async ([at, by]) => {
        const result = await verifyEvidence(changed(at, by), nobody);
        if (result.outcome !== 'tampered') throw new Error(`byte ${at}: ${result.outcome}`);
        expect(namesOf(result.checks)).toContain(owners[at] ?? '(frame)');
      }),
      { numRuns: 300 },
    );
  });

  it('is told from a package cut short or with something behind it', async () => {
    const longer = new Uint8Array([...small.bytes, 0]);
    expect(namesOf((await checkEvidence(longer)).checks)).toContain('(frame)');
    expect(namesOf((await checkEvidence(small.bytes.slice(0, -1))).checks)).toContain('(frame)');
    expect((await verifyEvidence(small.bytes.slice(0, 40), nobody)).outcome).toBe('unreadable');
  });
});
