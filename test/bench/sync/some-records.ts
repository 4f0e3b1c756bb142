import { fivePlaces } from '../../support/five-places.ts';
import { aViolationBody } from '../../support/some-violation.ts';

/** Bytes of a record as JSON. */
const recordBytes = 1_500;

/** Record number `n` as a system without chain and signature keeps it: 1.5 kB as JSON. */
export function aRecord(n: number): { readonly id: string } & Record<string, unknown> {
  const person = '01890000-0000-7000-8000-000000000001';
  const at = { wall: 1_768_440_000_000 + n * 1_000, zone: 'Asia/Shanghai', seen: 1_768_440_000_000 };
  const envelope = { id: aUuid(), kind: 'violation', schema: 1, person, at };
  return { ...envelope, body: aBody(n, recordBytes - JSON.stringify(envelope).length - 10) };
}

/** The clear text of a suspected violation, judged by so many zone packages that it has about this many bytes. */
export function aBody(n: number, bytes: number): Record<string, unknown> {
  const body = aViolationBody();
  const { lon, lat } = fivePlaces.deepInForest;
  const fix = { lon: lon + (n % 1_000) / 1e6, lat: lat + (n % 997) / 1e6, accuracyMeters: 4 + (n % 40) };
  const takenAt = 1_768_440_000_000 + n * 1_000;
  const zones: object[] = [];
  const verdict = { kind: 'banned', reason: 'in-zone', articles: [1, 2, 3] }; // what the hub judges too
  const whole = () => ({
    ...{ ...body, verdict, happenedAt: takenAt, fix: { ...fix, takenAt, source: 'gps' } },
    further: { rulings: [], zones, permit: null },
  });
  for (;;) {
    const lacking = bytes - JSON.stringify(whole()).length;
    if (lacking < 140) return whole();
    const id = 'zones'.padEnd(Math.min(60, lacking - 120), '-');
    zones.push({ id, version: '1', sha256: someDigest(zones.length), demonstration: true });
  }
}

/** Bytes that nothing makes smaller, as a photo's are. */
export function somePhoto(bytes: number): Uint8Array<ArrayBuffer> {
  const photo = new Uint8Array(bytes);
  for (let from = 0; from < bytes; from += 65_536) crypto.getRandomValues(photo.subarray(from, from + 65_536));
  return photo;
}

function aUuid(): string {
  return crypto.randomUUID();
}

function someDigest(of: number): string {
  return ((of + 1) * 2_654_435_761).toString(16).slice(-8).repeat(8);
}
