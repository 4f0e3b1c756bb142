import { describe, it, vi } from 'vitest';
import { stormThroughKills } from '../support/storm-through-kills.ts';

vi.setConfig({ testTimeout: 600_000 });

describe('a storm of phones while the hub is killed again and again', () => {
  it('loses nothing, doubles nothing and denies no receipt: embedded PostgreSQL', async () => {
    await stormThroughKills(null, { phones: 120, records: 20 });
  });
});
