import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { letReadingsGo, letStepsGo } from '../../../src/hub/telemetry/let-readings-go.ts';
import { rollUpDue } from '../../../src/hub/telemetry/roll-up.ts';
import { sampleReadings } from '../../../src/hub/telemetry/sample-readings.ts';
import type { Readings } from '../../../src/protocol/readings.ts';
import { Field } from '../mqtt/field.ts';

let field: Field;
beforeAll(async () => {
  field = await Field.open();
});
afterAll(async () => {
  await field.close();
});

const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 1);
const signal = new AbortController().signal;

interface Measured {
  readonly name: 'humidity' | 'temperature';
  readonly at: number;
  readonly value: number;
}

/** Hub time is the number of what was sent so far: whatever is measured when. */
class History {
  readonly all: Measured[] = [];
  #seq = 0;

  async begin(): Promise<void> {
    const tables = 'message, reading, latest_reading, gateway_progress, reading_minute, reading_hour, reading_due';
    await field.database.query(`truncate ${tables}`);
  }

  async store(readings: readonly Measured[]): Promise<void> {
    const incoming = readings.map(({ name, at, value }) => {
      this.#seq += 1;
      const e = [{ bn: 'a-smoke-01:', bt: at / 1000, n: name, v: value }];
      const payload = JSON.stringify({ v: 1, boot: 1, seq: this.#seq, sent: at / 1000, h: 0, e });
      const receivedAt = this.#seq;
      return readMessage({ topic: 'hulin/v1/gw-a/tel', payload: Buffer.from(payload), receivedAt, retained: false });
    });
    await storeBatch(field.database, field.keys, incoming, start);
    this.all.push(...readings);
  }

  /** Of what was received first. */
  letGo(share: number): Promise<number> {
    return letReadingsGo(field.database, Math.floor(this.#seq * share), 3);
  }

  /** What the answer has to be, from all that was ever measured. */
  expected({
    from,
    to,
    stepSeconds,
  }: Readings): Map<string, { least: number; most: number; mean: number; count: number }> {
    const steps = new Map<string, number[]>();
    for (const { name, at, value } of this.all) {
      if (at < from || at >= to) continue;
      const key = `${name} ${from + Math.floor((at - from) / (stepSeconds * 1000)) * stepSeconds * 1000}`;
      steps.set(key, [...(steps.get(key) ?? []), value]);
    }
    return new Map(
      [...steps].map(([key, values]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return [key, { least: Math.min(...values), most: Math.max(...values), mean, count: values.length }];
      }),
    );
  }
}

async function ask(fromHour: number, toHour: number, stepSeconds: number): Promise<Readings> {
  const question = { station: 'a-smoke-01', from: start + fromHour * hourMs, to: start + toHour * hourMs, stepSeconds };
  const answer = await sampleReadings(field.database, question);
  if (!answer) throw new Error('no such station');
  return answer;
}

function pointsOf({ series }: Readings) {
  return new Map(series.flatMap(({ name, points }) => points.map(({ at, ...point }) => [`${name} ${at}`, point])));
}

const someReadings = fc.array(
  fc.record({
    name: fc.constantFrom('humidity' as const, 'temperature' as const),
    at: fc.integer({ min: 0, max: 6 * 3600 }).map((seconds) => start + seconds * 1000),
    value: fc.integer({ min: -40, max: 120 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const moves = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: someReadings.map((readings) => ({ kind: 'store' as const, readings })) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 9 }).map((hour) => ({ kind: 'roll-up' as const, hour })) },
    {
      weight: 1,
      arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ kind: 'let-go' as const, share })),
    },
  ),
  { minLength: 2, maxLength: 12 },
);

describe('roll-ups', () => {
  it('answer as the readings do, whatever comes in whatever order and is rolled up or let go of when', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (made) => {
        const history = new History();
        await history.begin();
        for (const move of made) {
          if (move.kind === 'store') await history.store(move.readings);
          if (move.kind === 'roll-up') await rollUpDue(field.database, start + move.hour * hourMs, signal);
          if (move.kind === 'let-go') await history.letGo(move.share);
          for (const answer of [
            await ask(0, 7, 60),
            await ask(0, 7, 300),
            await ask(1, 6, 3600),
            await ask(0, 7, 1800),
          ]) {
            const [points, expected] = [pointsOf(answer), history.expected(answer)];
            expect([...points.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
            for (const [key, { mean, ...point }] of points) {
              expect(point).toEqual({
                least: expected.get(key)?.least,
                most: expected.get(key)?.most,
                count: expected.get(key)?.count,
              });
              expect(mean).toBeCloseTo(expected.get(key)?.mean ?? Number.NaN, 8);
            }
          }
        }
      }),
      { numRuns: Number(process.env.HULIN_ROLL_UP_RUNS ?? 6) },
    );
  }, 120_000);

  it('hold an hour once it is over, and take a late reading in', async () => {
    const history = new History();
    await history.begin();
    const at = start + 10 * 60_000;
    await history.store([{ name: 'humidity', at, value: 40 }]);
    expect(await rollUpDue(field.database, start + hourMs - 1, signal)).toBe(0);
    expect(await rollUpDue(field.database, start + hourMs, signal)).toBe(1);
    const rows = () => field.database.query('select at, least, most, total, count from reading_hour');
    expect(await rows()).toEqual([{ at: start, least: 40, most: 40, total: 40, count: 1 }]);
    await history.store([{ name: 'humidity', at: at + 1000, value: 60 }]);
    expect(await rollUpDue(field.database, start + 9 * hourMs, signal)).toBe(1);
    expect(await rows()).toEqual([{ at: start, least: 40, most: 60, total: 100, count: 2 }]);
    expect(await rollUpDue(field.database, start + 9 * hourMs, signal)).toBe(0);
  });

  it('and retention go on for all though one sensor says what no sum holds', async () => {
    const history = new History();
    await history.begin();
    const mad = [1e308, 1.7e308, 5e-324].map((value) => ({ name: 'humidity' as const, at: start, value }));
    await history.store([...mad, { name: 'temperature', at: start, value: 20 }]);
    expect(await rollUpDue(field.database, start + 2 * hourMs, signal)).toBe(1);
    const seriesOf = async (name: string) => (await ask(0, 1, 3600)).series.find((one) => one.name === name)?.points;
    expect(await seriesOf('humidity')).toMatchObject([{ least: 5e-324, most: 1.7e308, count: 3 }]);
    expect(await history.letGo(1)).toBe(3);
    expect(await rollUpDue(field.database, start + 2 * hourMs, signal)).toBe(1);
    expect(await seriesOf('humidity')).toMatchObject([{ least: 5e-324, most: 1.7e308, count: 3 }]);
    expect(await seriesOf('temperature')).toMatchObject([{ most: 20 }]);
  });

  it('answer by the hour where finer steps were let go of, and say so; what is left of them is as fine as ever', async () => {
    const history = new History();
    await history.begin();
    const every = (hour: number) =>
      [10, 20, 30].map((value, index) => ({
        name: 'humidity' as const,
        at: start + hour * hourMs + index * 60_000,
        value,
      }));
    await history.store([...every(0), ...every(2)]);
    await rollUpDue(field.database, start + 4 * hourMs, signal);
    expect((await ask(0, 3, 60)).hoursUntil).toBeNull();
    expect(await history.letGo(1)).toBe(5);
    await rollUpDue(field.database, start + 4 * hourMs, signal);
    await letStepsGo(field.database, 'reading_minute', start + 2 * hourMs + 90_000);
    for (const stepSeconds of [30, 60]) {
      const answer = await ask(0, 3, stepSeconds);
      expect(answer.series[0]?.points).toEqual([
        { at: start, mean: 20, least: 10, most: 30, count: 3 },
        ...[10, 20, 30].map((value, index) => {
          const at = start + 2 * hourMs + index * 60_000;
          return { at, mean: value, least: value, most: value, count: 1 };
        }),
      ]);
      expect(answer.hoursUntil).toBe(start + hourMs);
    }
    expect((await ask(2, 3, 60)).hoursUntil).toBeNull();
    expect((await ask(0, 3, 3600)).hoursUntil).toBeNull();
  });

  it('stay when their readings are let go of, which go in batches, oldest first', async () => {
    const history = new History();
    await history.begin();
    await history.store(
      Array.from({ length: 10 }, (_, index) => ({ name: 'humidity', at: start + index, value: index })),
    );
    expect(await history.letGo(0.8)).toBe(7);
    expect(await field.count('reading')).toBe(3);
    expect(await field.count('message')).toBe(10);
    const [series] = (await ask(0, 1, 3600)).series;
    expect(series?.points).toEqual([{ at: start, least: 0, most: 9, mean: 4.5, count: 10 }]);
  });
});
