import type { Readings } from '../../protocol/readings.ts';

/** One step of a history as it is drawn: epoch ms, and the values of its readings. */
export interface ChartPoint {
  readonly at: number;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** A chart's paper in its own units, and what lies at its edges. */
export interface ChartFrame {
  readonly fromAt: number;
  readonly toAt: number;
  readonly low: number;
  readonly high: number;
  /** From `low` to `high`, where its levels are drawn. */
  readonly ticks: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** Passages are added up over a step; everything else is averaged. */
const counted = ['in', 'out'];

/** A series as drawn. */
export function toPoints({ name, points }: Readings['series'][number]): ChartPoint[] {
  const isCounted = counted.includes(name);
  return points.map(({ at, mean, least, most, count }) => {
    const sum = mean * count;
    return isCounted ? { at, value: sum, least: sum, most: sum, count } : { at, value: mean, least, most, count };
  });
}

/** Of a step: what binary fractions leave over, 0.07 / 0.005 being 14.000000000000002. */
const fuzz = 1e-9;

/** The round values an axis shows, from at or below the least to at or above the greatest: about four of them. */
export function niceTicks(least: number, most: number): number[] {
  const span = most - least || Math.max(Math.abs(most), 1) * 0.2;
  const rough = span / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const first = Math.floor(least / step + fuzz);
  const last = Math.max(Math.ceil(most / step - fuzz), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** So many digits after the point tell an axis' levels as they are, each another than the next. */
export function digitsOf(ticks: readonly number[]): number {
  const digits = Array.from({ length: 13 }, (_, index) => index);
  return digits.find((count) => ticks.every((tick) => Number(tick.toFixed(count)) === tick)) ?? 13;
}

/** Runs of points without a silence between them: longer than three steps is one. */
export function unbrokenRuns(points: readonly ChartPoint[], stepMs: number): ChartPoint[][] {
  const runs: ChartPoint[][] = [];
  for (const point of points) {
    const before = runs.at(-1)?.at(-1);
    if (before && point.at - before.at <= 3 * stepMs) runs.at(-1)?.push(point);
    else runs.push([point]);
  }
  return runs;
}

export function xOf({ fromAt, toAt, width }: ChartFrame, at: number): number {
  return round(((at - fromAt) / (toAt - fromAt)) * width);
}

export function yOf({ low, high, height }: ChartFrame, value: number): number {
  return round(height - ((value - low) / (high - low)) * height);
}

/** The line through a run's values. */
export function linePath(frame: ChartFrame, run: readonly ChartPoint[]): string {
  return `M${run.map(({ at, value }) => `${xOf(frame, at)} ${yOf(frame, value)}`).join('L')}`;
}

/** The band between a run's least and greatest values. */
export function bandPath(frame: ChartFrame, run: readonly ChartPoint[]): string {
  const above = run.map(({ at, most }) => `${xOf(frame, at)} ${yOf(frame, most)}`);
  const below = run.toReversed().map(({ at, least }) => `${xOf(frame, at)} ${yOf(frame, least)}`);
  return `M${[...above, ...below].join('L')}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
