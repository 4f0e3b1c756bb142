import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandPath,
  digitsOf,
  linePath,
  niceTicks,
  toPoints,
  unbrokenRuns,
  xOf,
  yOf,
} from '../../../src/app/command/history-chart.ts';
import { axisMarks } from '../../../src/app/command/history-span.ts';
import { sayValue } from '../../../src/app/command/say-reading.ts';

const frame = { fromAt: 0, toAt: 100, low: 0, high: 10, ticks: [0, 5, 10], width: 200, height: 50 };
const point = (at: number, value: number) => ({ at, value, least: value - 1, most: value + 1, count: 1 });

describe('a history chart', () => {
  it.each([
    [0.02, 0.97, [0, 0.5, 1]],
    [37, 63, [30, 40, 50, 60, 70]],
    [-4.2, 3.1, [-5, 0, 5]],
    [12, 12, [12, 13]],
    [0, 0, [0, 0.1]],
    [0.06, 0.07, [0.06, 0.065, 0.07]],
    [0.064, 0.068, [0.064, 0.066, 0.068]],
  ])('marks %f to %f at round values that hold both', (least, most, ticks) => {
    expect(niceTicks(least, most)).toEqual(ticks);
  });

  it.each([
    ['smoke', '/', 0.06, 0.07, ['0.060', '0.065', '0.070']],
    ['smoke', '/', 0.02, 0.97, ['0.00', '0.50', '1.00']],
    ['temperature', 'Cel', 21.42, 21.44, ['21.42 °C', '21.43 °C', '21.44 °C']],
    ['temperature', 'Cel', -4.2, 3.1, ['-5 °C', '0 °C', '5 °C']],
  ])('tells the levels of %s (%s) from %f to %f apart', (name, unit, least, most, labels) => {
    const ticks = niceTicks(least, most);
    expect(ticks.map((value) => sayValue({ name, unit, value }, digitsOf(ticks)))).toEqual(labels);
  });

  it('never gives two levels one label', () => {
    const level = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(level, fc.double({ min: 0.000_001, max: 1e4, noNaN: true }), (least, span) => {
        const ticks = niceTicks(least, least + span);
        const labels = ticks.map((value) => sayValue({ name: 'co', unit: 'ppm', value }, digitsOf(ticks)));
        expect(new Set(labels).size).toBe(new Set(ticks).size);
      }),
    );
  });

  it('breaks its line at a silence of more than three steps', () => {
    const runs = unbrokenRuns([point(0, 1), point(30, 2), point(61, 3), point(70, 4)], 10);
    expect(runs.map((run) => run.map(({ at }) => at))).toEqual([
      [0, 30],
      [61, 70],
    ]);
  });

  it('lies where time and value say', () => {
    expect([xOf(frame, 25), yOf(frame, 10), yOf(frame, 0)]).toEqual([50, 0, 50]);
    expect(linePath(frame, [point(0, 0), point(50, 5)])).toBe('M0 50L100 25');
    expect(bandPath(frame, [point(0, 1), point(50, 5)])).toBe('M0 40L100 20L100 30L0 50Z');
  });

  it('adds passages up and averages everything else', () => {
    const points = [{ at: 0, mean: 1.5, least: 1, most: 2, count: 4 }];
    expect(toPoints({ name: 'in', unit: null, points })).toEqual([{ at: 0, value: 6, least: 6, most: 6, count: 4 }]);
    expect(toPoints({ name: 'humidity', unit: null, points })[0]).toMatchObject({ value: 1.5, least: 1, most: 2 });
  });

  it('marks midnights and quarters of a day in Weihai', () => {
    const to = Date.parse('2026-03-03T10:30:00+08:00');
    const hours = (marks: number[]) => marks.map((at) => new Date(at + 8 * 3_600_000).toISOString().slice(5, 13));
    expect(hours(axisMarks(to - 86_400_000, to, 6 * 3_600_000))).toEqual([
      '03-02T12',
      '03-02T18',
      '03-03T00',
      '03-03T06',
    ]);
    expect(hours(axisMarks(to - 2 * 86_400_000, to, 86_400_000))).toEqual(['03-02T00', '03-03T00']);
  });
});
