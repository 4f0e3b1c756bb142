import type { ViolationFields } from '../../src/protocol/event.ts';

/** A suspected violation in clear: crop burning inside the zone. */
export function aViolationBody(): Record<string, unknown> {
  const citation = { id: 'weihai-2022-19', version: '1', sha256: 'a'.repeat(64), demonstration: false };
  return {
    ...{ act: 'crop-burning', party: 'person', happenedAt: Date.parse('2027-01-15T09:50:00+08:00') },
    fix: {
      lon: 122.01,
      lat: 37.21,
      accuracyMeters: 8,
      takenAt: Date.parse('2027-01-15T09:50:00+08:00'),
      source: 'gps',
    },
    verdict: { kind: 'banned', reason: 'in-zone', articles: [3] },
    rulebook: citation,
    zones: { ...citation, id: 'weihai-demo-zones', demonstration: true },
  };
}

/** Personal fields of nobody real. */
export function someFields(): ViolationFields {
  return {
    ...{ v: 1, name: '赵钱孙李某', idNumber: '371002199001011234', phone: '13800001111', plate: '鲁K12345' },
    ...{ note: '在林缘焚烧秸秆,劝阻后熄灭', attachments: [] },
  };
}
