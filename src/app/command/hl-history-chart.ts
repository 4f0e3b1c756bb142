import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Readings } from '../../protocol/readings.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import { detailStyles } from './detail.css.ts';
import {
  bandPath,
  type ChartFrame,
  type ChartPoint,
  digitsOf,
  linePath,
  niceTicks,
  toPoints,
  unbrokenRuns,
  xOf,
  yOf,
} from './history-chart.ts';
import { axisMarks } from './history-span.ts';
import { sayQuantity, sayValue } from './say-reading.ts';
import { stationHistoryStyles } from './station-history.css.ts';

const paper = { width: 400, height: 160, left: 52, right: 10, top: 10, bottom: 26 };

/** One quantity over time: the average as a line in the band from least to greatest, the same as a table, and in a sentence. */
@customElement('hl-history-chart')
@localized()
export class HistoryChart extends LitElement {
  static override styles = [base, controls, detailStyles, stationHistoryStyles];

  @property({ attribute: false }) readings: Readings | null = null;
  @property({ attribute: false }) series: Readings['series'][number] | null = null;
  /** Between two marks of the time axis. */
  @property({ attribute: false }) markMs = 0;
  @property({ type: Number }) now = 0;

  protected override render() {
    const { readings, series } = this;
    const points = series ? toPoints(series) : [];
    if (!readings || !series || points.length === 0) return nothing;
    const frame = frameOf(readings, points);
    return html`
      ${this.#renderPicture(frame, points, readings.stepSeconds * 1000)}
      <p class="summary">${this.#summary(points)}</p>
      <details>
        <summary>${msg('As a table')}</summary>
        ${this.#renderTable(points)}
      </details>
    `;
  }

  #renderPicture(frame: ChartFrame, points: readonly ChartPoint[], stepMs: number): TemplateResult {
    const language = currentLanguage();
    const runs = unbrokenRuns(points, stepMs);
    const height = paper.top + frame.height + paper.bottom;
    return html`<svg viewBox="0 0 ${paper.width} ${height}" role="img" aria-label=${this.#title(points)}>
      <g transform="translate(${paper.left} ${paper.top})">
        ${frame.ticks.map((tick) => this.#renderLevel(frame, tick))}
        ${axisMarks(frame.fromAt, frame.toAt, this.markMs).map((at) => this.#renderMark(frame, at, language))}
        ${runs.map((run) => (run.length === 1 ? renderDot(frame, run) : renderRun(frame, run)))}
      </g>
    </svg>`;
  }

  #renderLevel(frame: ChartFrame, tick: number): TemplateResult {
    const y = yOf(frame, tick);
    return svg`<line class="grid" x1="0" x2=${frame.width} y1=${y} y2=${y}></line>
      <text class="label" x="-8" y=${y + 4} text-anchor="end">${this.#say(tick, digitsOf(frame.ticks))}</text>`;
  }

  #renderMark(frame: ChartFrame, at: number, language: Language): TemplateResult {
    const x = xOf(frame, at);
    return svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${frame.height}></line>
      <text class="label" x=${x} y=${frame.height + 18} text-anchor="middle">${sayMark(at, this.now, this.markMs, language)}</text>`;
  }

  #renderTable(points: readonly ChartPoint[]): TemplateResult {
    const language = currentLanguage();
    return html`<div class="table" tabindex="0" role="region" aria-label=${this.#title(points)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Time')}</th>
            <th scope="col">${msg('Mean')}</th>
            <th scope="col">${msg('Least')}</th>
            <th scope="col">${msg('Greatest')}</th>
            <th scope="col">${msg('Readings')}</th>
          </tr>
        </thead>
        <tbody>
          ${points
            .toReversed()
            .map(
              ({ at, value, least, most, count }) =>
                html`<tr><td>${formatMoment(at, this.now, language)}</td><td>${this.#say(value)}</td><td>${this.#say(least)}</td><td>${this.#say(most)}</td><td>${count}</td></tr>`,
            )}
        </tbody>
      </table>
    </div>`;
  }

  #title(points: readonly ChartPoint[]): string {
    const language = currentLanguage();
    const [from = 0, to = 0] = [points[0]?.at, points.at(-1)?.at];
    const span = msg(str`${formatMoment(from, this.now, language)} to ${formatMoment(to, this.now, language)}`);
    return `${sayQuantity(this.series?.name ?? '')} ${span}`;
  }

  #summary(points: readonly ChartPoint[]): string {
    const count = points.reduce((sum, point) => sum + point.count, 0);
    const [least, most] = [
      Math.min(...points.map((point) => point.least)),
      Math.max(...points.map((point) => point.most)),
    ];
    return msg(str`Lowest ${this.#say(least)}, highest ${this.#say(most)}, from ${count} readings`);
  }

  #say(value: number, digits?: number): string {
    const { name = '', unit = null } = this.series ?? {};
    return sayValue({ name, unit, value }, digits);
  }
}

function frameOf({ from, to }: Readings, points: readonly ChartPoint[]): ChartFrame {
  const ticks = niceTicks(Math.min(...points.map(({ least }) => least)), Math.max(...points.map(({ most }) => most)));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const width = paper.width - paper.left - paper.right;
  return { fromAt: from, toAt: to, low, high, ticks, width, height: paper.height };
}

function renderRun(frame: ChartFrame, run: readonly ChartPoint[]): TemplateResult {
  return svg`<path class="band" d=${bandPath(frame, run)}></path><path class="line" d=${linePath(frame, run)}></path>`;
}

function renderDot(frame: ChartFrame, [point]: readonly ChartPoint[]): TemplateResult | typeof nothing {
  if (!point) return nothing;
  return svg`<circle class="dot" cx=${xOf(frame, point.at)} cy=${yOf(frame, point.value)} r="2.5"></circle>`;
}

/** The clock within a day, otherwise the date alone. */
function sayMark(at: number, now: number, markMs: number, language: Language): string {
  if (markMs < 86_400_000) return civilTimeAt(at).slice(0, 5);
  const moment = formatMoment(at, now, language);
  return language === 'zh' ? (moment.split(' ')[0] ?? moment) : (moment.split(',')[0] ?? moment);
}
