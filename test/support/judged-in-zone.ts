import type { ViolationBody } from '../../src/protocol/event.ts';

/** A verdict as the phone gives it deep in the forest in winter. */
export const judgedInZone: Pick<ViolationBody, 'verdict' | 'rulebook' | 'zones'> = {
  verdict: { kind: 'banned', reason: 'in-zone', articles: [3] },
  rulebook: { id: 'weihai-2022-19', version: '1', sha256: 'a'.repeat(64), demonstration: false },
  zones: { id: 'weihai-demo-zones', version: '1', sha256: 'b'.repeat(64), demonstration: true },
};
