import type { Alarm } from '../../../src/protocol/pull.ts';

/** A raised, live smoke alarm two kilometres north of `aFix`. */
export function anAlarm(changes: Partial<Alarm> = {}): Alarm {
  return {
    id: '018f0000-0000-7000-8000-0000000000a1',
    version: 1,
    rule: 'smoke-high',
    station: 'lk-smoke-03',
    lon: 122.01,
    lat: 37.228,
    status: 'raised',
    opening: { name: 'smoke', value: 0.62, measuredAt: 0 },
    late: false,
    raisedAt: 0,
    clearedAt: null,
    acknowledged: null,
    ...{ closing: null, evidence: [], level: 'single', neighbours: [], supersededBy: null, file: { entries: [] } },
    ...changes,
  };
}
