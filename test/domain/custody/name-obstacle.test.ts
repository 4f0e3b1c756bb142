import { describe, expect, it } from 'vitest';
import { nameObstacle, obstacleOf } from '../../../src/domain/custody/name-obstacle.ts';
import type { Later, LaterReason } from '../../../src/domain/custody/push-step.ts';

const later = (status: number | null, code: string | null = null, because: LaterReason = 'problem'): Later => ({
  kind: 'later',
  ...{ because, status, code },
});
const done = { kind: 'done' } as const;
const quiet = { pushed: null, sent: null, carried: null, pulled: null };

describe('what stands in the way at the hub', () => {
  it.each([
    [null, null, 'no-network', null],
    [503, null, 'unsigned', null],
    [200, null, 'foreign', null],
    [401, 'unknown-device', 'problem', 'unknown-device'],
    [403, 'not-allowed', 'problem', 'no-grant'],
    [401, 'not-allowed', 'problem', 'no-grant'],
    [507, 'storage-full', 'problem', 'hub-full'],
    [507, null, 'problem', 'hub-full'],
    [429, 'too-many-requests', 'problem', 'hub-busy'],
    [500, 'our-fault', 'problem', 'hub-fails'],
    [502, null, 'problem', 'hub-fails'],
    [403, 'device-revoked', 'problem', null],
    [413, null, 'problem', null],
    [404, 'not-found', 'problem', null],
  ] as const)('status %s, code %s, because %s: %s', (status, code, because, obstacle) => {
    expect(nameObstacle({ because, status, code })).toBe(obstacle);
  });

  it('is told by whatever part of a round met it, the gravest first', () => {
    expect(obstacleOf({ ...quiet, carried: done, pulled: done })).toBeNull();
    expect(obstacleOf({ ...quiet, sent: later(507), pulled: later(403, 'not-allowed') })).toBe('hub-full');
    expect(obstacleOf({ ...quiet, pushed: later(503), sent: later(507) })).toBe('hub-full');
    expect(obstacleOf({ ...quiet, carried: later(429) })).toBe('hub-busy');
  });

  it('knows a hub that forgot the chain from one that lacks something else', () => {
    expect(obstacleOf({ ...quiet, pushed: later(404, 'not-found') })).toBe('unknown-device');
    expect(obstacleOf({ ...quiet, pulled: later(404, 'not-found') })).toBeNull();
  });
});
