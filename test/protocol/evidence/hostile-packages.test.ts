import { describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { chainLine, type EvidenceCase } from '../../../src/protocol/evidence/evidence-package.ts';
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

  it('is checked in a few seconds, however often it names the same large things', async () => {
    const large = new Uint8Array(10 * 1024 * 1024);
    const sha256 = await sha256Hex(large);
    const list = times(100_000, (place) => chainLine({ seq: place + 1, hash: sha256 })).join('');
    const further = [
      { path: `parts/${sha256}.part`, bytes: large },
      { path: 'chains/long.txt', bytes: utf8(list) },
    ];
    const started = performance.now();
    const { outcome, checks } = await checked({
      further,
      change: async (file, identity) => {
        const [first] = file.events;
        const part = { sha256, bytes: large.length, type: 'image/jpeg', role: 'photo' };
        const raw = JSON.stringify({ ...(JSON.parse(first?.event.raw ?? '') as object), parts: times(64, () => part) });
        const event = { ...(first?.event ?? (await identity.sign('event', {}))), raw };
        const chains = file.chains.map((one) => ({ ...one, list: 'chains/long.txt' }));
        return { ...file, chains, events: first ? times(40, () => ({ ...first, event })) : [] };
      },
    });
    expect(outcome).toBe('tampered');
    expect(checks.filter(({ check, outcome: each }) => check === 'part' && each === 'right')).toHaveLength(40 * 64);
    expect(performance.now() - started).toBeLessThan(8_000);
  }, 60_000);
});

function repeated<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, () => all[0]).filter((one) => one !== undefined);
}

function onLongWay(events: EvidenceCase['events']): EvidenceCase['events'] {
  const path = Array.from({ length: 65 }, () => ({ hash: '0'.repeat(64), left: true }));
  return events.map((one) => ({ ...one, anchor: { hash: '0'.repeat(64), path } }));
}
