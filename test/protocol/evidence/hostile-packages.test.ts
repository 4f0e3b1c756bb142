import { describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../../src/protocol/bytes.ts';
import type { EvidenceCase } from '../../../src/protocol/evidence/evidence-package.ts';
import { thumbprint } from '../../../src/protocol/signed.ts';
import { checkEvidence } from '../../support/checked-evidence.ts';
import { type Contents, smallEvidence } from '../../support/small-evidence.ts';

/** Whoever makes himself a hub can sign what he likes: the verifier says what it is, and is soon done. */
describe('a package that somebody made to hurt', () => {
  const checked = async (contents: Partial<Contents>) => checkEvidence((await smallEvidence({}, contents)).bytes);
  const times = <T>(count: number, one: (place: number) => T) =>
    Array.from({ length: count }, (_, place) => one(place));

  it('is tampered with when a certified key is no point on the curve', async () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const;
    const kid = await thumbprint(jwk);
    const { outcome, wrong } = await checked({
      change: async (file, identity) => {
        const certificate = { v: 1, use: 'signing', kid, jwk, issuedAt: 0 };
        const certificates = [...file.keys.certificates, await identity.sign('key-certificate', certificate)];
        const grants = file.grants.map((one) => ({ ...one, receipt: { ...one.receipt, kid } }));
        return { ...file, grants, keys: { ...file.keys, certificates } };
      },
    });
    expect(outcome).toBe('tampered');
    expect(wrong).toEqual([expect.stringMatching(/^receipt /)]);
  });

  it.each([
    ['more chains than any case has', (file: EvidenceCase) => ({ chains: repeated(file.chains, 10_001) })],
    ['more events', (file: EvidenceCase) => ({ events: repeated(file.events, 10_001) })],
    ['a longer way to an anchor than any tree has', (file: EvidenceCase) => ({ events: onLongWay(file.events) })],
    ['one list for many chains', (file: EvidenceCase) => ({ chains: repeated(file.chains, 2) })],
  ])('cannot be read with %s', async (_what, change) => {
    const result = await checked({ change: async (file) => ({ ...file, ...change(file) }) });
    expect(result.wrong).toEqual(['content case.json']);
  });

  it('has each large thing looked at once, however often it names it', async () => {
    const large = new Uint8Array(1024 * 1024);
    const sha256 = await sha256Hex(large);
    const { bytes } = await smallEvidence(
      {},
      {
        further: [{ path: `parts/${sha256}.part`, bytes: large }],
        change: async (file) => {
          const [first] = file.events;
          const part = { sha256, bytes: large.length, type: 'image/jpeg', role: 'photo' };
          const parts = times(64, () => part);
          const raw = JSON.stringify({ ...(JSON.parse(first?.event.raw ?? '{}') as object), parts });
          return { ...file, events: first ? times(10, () => ({ ...first, event: { ...first.event, raw } })) : [] };
        },
      },
    );
    const digest = vi.spyOn(crypto.subtle, 'digest');
    try {
      const { outcome, checks } = await checkEvidence(bytes);
      expect(outcome).toBe('tampered');
      expect(checks.filter((one) => one.check === 'part' && one.outcome === 'right')).toHaveLength(10 * 64);
      expect(digest.mock.calls.filter(([, hashed]) => hashed.byteLength === large.length)).toHaveLength(1);
    } finally {
      digest.mockRestore();
    }
  });
});

function repeated<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, () => all[0]).filter((one) => one !== undefined);
}

function onLongWay(events: EvidenceCase['events']): EvidenceCase['events'] {
  const path = Array.from({ length: 65 }, () => ({ hash: '0'.repeat(64), left: true }));
  return events.map((one) => ({ ...one, anchor: { hash: '0'.repeat(64), path } }));
}
