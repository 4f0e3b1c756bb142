import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Attention } from '../../../src/hub/mqtt/attention.ts';
import { watchSilence } from '../../../src/hub/mqtt/watch-silence.ts';
import { eventually } from '../../support/eventually.ts';
import { Field } from './field.ts';

describe('attention', () => {
  it('lasts while looks come when they should, and begins anew after a gap, a miss or a step of the clock', () => {
    const attention = new Attention(1000);
    attention.expect(1250);
    expect(attention.look(1300, 500)).toBe(1000);
    attention.expect(1550);
    expect(attention.look(181_550, 500)).toBe(181_550);
    attention.expect(181_800);
    expect(attention.look(181_800, 500)).toBe(181_550);
    attention.miss();
    attention.expect(182_000);
    expect(attention.look(182_000, 500)).toBe(182_000);
    attention.expect(182_250);
    expect(attention.look(100_000, 500)).toBe(100_000);
  });
});

describe('the silence watch', () => {
  let field: Field;
  let stop: () => Promise<void> = async () => undefined;
  let offset = 0;
  const heartbeatMs = 3000;
  const clock = { now: () => Date.now() + offset };
  beforeEach(async () => {
    field = await Field.open();
    offset = 0;
    await field.database.query('update station set heartbeat_ms = $1', [heartbeatMs]);
  });
  afterEach(async () => {
    await stop();
    await field.close();
  });

  const everybodyIsHeard = () =>
    field.database.query("update station set heard_at = $1, status = 'fine'", [clock.now()]);
  const silent = () =>
    field.database
      .query<{ n: number }>("select count(*)::integer as n from station where status = 'unknown'")
      .then(([row]) => row?.n ?? 0);

  function watch(whileLooking = () => {}) {
    const startedAt = clock.now() - 60_000;
    const { database, keys, problems } = field;
    const onProblem = (problem: unknown) => void problems.push(problem);
    const listeningSince = () => {
      whileLooking();
      return startedAt;
    };
    stop = watchSilence({ database, keys, clock, listeningSince, onProblem });
  }

  it('calls whoever fell silent so within twice the heartbeat, by its own clock, whenever that was', async () => {
    const beatMs = 20_000;
    await field.database.query('update station set heartbeat_ms = $1', [beatMs]);
    const startedAt = clock.now();
    await field.database.query(
      `update station set status = 'fine', heard_at = $1::bigint - d.ago from unnest($2::text[], $3::bigint[]) as d(id, ago)
        where station.id = d.id`,
      [startedAt, ['a-smoke-01', 'a-smoke-02', 'b-smoke-01'], [0.75, 0.7, 0.6].map((share) => share * beatMs)],
    );
    watch();
    await eventually(silent, (n) => n === 5, 90_000);
    const rows = await field.database.query<{ id: string; beats: number }>(
      'select id, (status_at - heard_at)::float8 / heartbeat_ms as beats from station where heard_at is not null order by 1',
    );
    expect(rows).toHaveLength(3);
    for (const { beats } of rows) {
      expect(beats).toBeGreaterThan(1.5);
      expect(beats).toBeLessThanOrEqual(2);
    }
  }, 120_000);

  it.each([
    ['three minutes on, as after a suspension', 180_000, 'between two looks'],
    ['ten minutes back', -600_000, 'between two looks'],
    ['three minutes on, as after a suspension', 180_000, 'in the middle of a look'],
    ['ten minutes back', -600_000, 'in the middle of a look'],
  ])(
    'calls nobody silent because the clock went %s, %i ms, %s, and whoever says nothing afterwards it does',
    async (...[, step, when]) => {
      let isDue = false;
      let steppedAt = 0;
      const steps = () => {
        offset = step;
        steppedAt = clock.now();
      };
      await everybodyIsHeard();
      watch(() => {
        if (isDue && steppedAt === 0) steps();
      });
      await new Promise((resolve) => setTimeout(resolve, heartbeatMs / 2));
      isDue = true;
      if (when === 'between two looks') steps();
      await eventually(silent, (n) => n === 5);
      // Written once, so a wrong one would still be there: by the watch of before, or before it has listened for a beat.
      const [called] = await field.database.query<{ first: number; last: number }>(
        "select min(status_at) as first, max(status_at) as last from station where status = 'unknown'",
      );
      expect(called?.first).toBeGreaterThanOrEqual(steppedAt + heartbeatMs);
      expect(called?.last).toBeLessThanOrEqual(clock.now());
      expect(field.problems).toEqual([]);
    },
  );
});
