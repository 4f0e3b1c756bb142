import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../../src/hub/ports.ts';
import { usualRetention } from '../../../src/hub/retention/retention.ts';
import { watchDaily } from '../../../src/hub/retention/watch-daily.ts';
import { type Leadership, openLeadership } from '../../../src/hub/store/leadership.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asRanger } from '../../support/personas.ts';

describe('the daily work of hubs that share a database', () => {
  let hub: HubUnderTest;
  const closing: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    hub = await aHub();
    await asRanger(hub);
  });
  afterEach(async () => {
    for (const one of closing.splice(0).toReversed()) await one.close();
  });
  afterAll(() => hub.close());

  const problems: unknown[] = [];
  let begun = 0;
  const daily = (leadership: Leadership, now: number) => {
    const { keys } = hub;
    const database: Database = {
      ...hub.database,
      transaction: (work) => {
        begun += 1;
        return hub.database.transaction(work);
      },
    };
    const tools = { database, keys, retention: usualRetention, stamps: null, leadership };
    const watching = watchDaily({ ...tools, clock: { now: () => now }, onProblem: (one) => problems.push(one) });
    closing.push(watching);
    return watching;
  };
  const leader = async () => {
    const leadership = await openLeadership(hub.databaseUrl);
    closing.push(leadership);
    return leadership;
  };
  const anchors = () => hub.database.query<{ day: string }>('select day::text as day from anchor order by day');
  const dayMs = 86_400_000;

  it('is done by the hub that leads, and by no other', async () => {
    const [first, second] = [await leader(), await leader()];
    expect([first.isLeader(), second.isLeader()]).toEqual([true, false]);
    const asked: Leadership = { ...second, onLeading: (begin) => begin() };
    await daily(asked, hub.clock.now() + dayMs).close();
    expect(begun).toBe(0);
    daily(first, hub.clock.now());
    await vi.waitFor(async () => expect(await anchors()).toEqual([{ day: '2027-01-14' }]), 20_000);
    const jobs = () => hub.database.query('select day::text as day from daily_job');
    await vi.waitFor(async () => expect(await jobs()).toEqual([{ day: '2027-01-15' }]), 20_000);
    expect(problems).toEqual([]);
  });

  it('goes to the next one when the leader ends', async () => {
    const [first, second] = [await leader(), await leader()];
    daily(second, hub.clock.now() + dayMs);
    expect(await anchors()).toHaveLength(1);
    await first.close();
    await vi.waitFor(async () => expect((await anchors()).at(-1)).toEqual({ day: '2027-01-15' }), 20_000);
  });
});
