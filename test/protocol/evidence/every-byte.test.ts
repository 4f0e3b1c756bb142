import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toHex, utf8 } from '../../../src/protocol/bytes.ts';
import type { Check } from '../../../src/protocol/evidence/checks.ts';
import { packContainer } from '../../../src/protocol/evidence/container.ts';
import { openEvidence } from '../../../src/protocol/evidence/open-evidence.ts';
import { verifyEvidence } from '../../../src/protocol/evidence/verify-evidence.ts';
import type { Signed } from '../../../src/protocol/signed.ts';
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

  /** The list of contents written another way, and packed as it should be. */
  const rewritten = (change: (signed: Signed) => Signed) => {
    const [first, ...rest] = small.items;
    const signed = JSON.parse(new TextDecoder().decode(first?.bytes)) as Signed;
    const text = `${JSON.stringify(change(signed))}\n`;
    return packContainer([{ path: 'manifest.json', bytes: utf8(text) }, ...rest]);
  };

  it('is found in the other half of the hub’s signature, which is as valid', async () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const bytes = rewritten(({ raw, sig, kid }) => {
      const [r, s] = [fromBase64url(sig).slice(0, 32), BigInt(`0x${toHex(fromBase64url(sig).slice(32))}`)];
      const other = (order - s).toString(16).padStart(64, '0');
      return { raw, sig: toBase64url(new Uint8Array([...r, ...Buffer.from(other, 'hex')])), kid };
    });
    const { outcome, wrong } = await checkEvidence(bytes);
    expect({ outcome, wrong }).toEqual({ outcome: 'tampered', wrong: ['manifest manifest.json'] });
  });

  it('is found in a sign that is only signed as another one', async () => {
    const bytes = rewritten(({ raw, sig, kid }) => ({ raw: raw.replace('\ufffd', '\ud800'), sig, kid }));
    expect(bytes).not.toEqual(small.bytes);
    const { outcome, wrong } = await checkEvidence(bytes);
    expect({ outcome, wrong }).toEqual({ outcome: 'tampered', wrong: ['manifest manifest.json'] });
  });

  it('is told from a package cut short or with something behind it', async () => {
    const longer = new Uint8Array([...small.bytes, 0]);
    expect(namesOf((await checkEvidence(longer)).checks)).toContain('(frame)');
    expect(namesOf((await checkEvidence(small.bytes.slice(0, -1))).checks)).toContain('(frame)');
    expect((await verifyEvidence(small.bytes.slice(0, 40), nobody)).outcome).toBe('unreadable');
  });
});
