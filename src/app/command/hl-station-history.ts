import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Readings } from '../../protocol/readings.ts';
import { stationHistoryContext } from '../contexts.ts';
import type { StationHistory as History, HistoryAnswer } from '../history-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import './hl-history-chart.ts';
import { type HistorySpan, historySpans } from './history-span.ts';
import { rankQuantity } from './readings-by-station.ts';
import { sayQuantity } from './say-reading.ts';
import { stationHistoryStyles } from './station-history.css.ts';

/** What a station measured over a day, a week or a month, asked of the hub while it is looked at. */
@customElement('hl-station-history')
@localized()
export class StationHistory extends LitElement {
  static override styles = [base, controls, stationHistoryStyles];

  @consume({ context: stationHistoryContext }) history!: History;
  @property() station = '';
  @property({ type: Number }) now = 0;
  @state() private span: HistorySpan = 'day';
  @state() private chosen = '';

  readonly #answer = new Task(this, {
    task: ([station, span], { signal }) => this.#ask(station, span, signal),
    args: () => [this.station, this.span] as const,
  });

  protected override render() {
    return html`
      <div class="choices">${this.#renderSpans()} ${this.#answer.render({ complete: (answer) => this.#renderQuantities(answer) })}</div>
      ${this.#answer.render({
        pending: () => html`<p class="face" role="status">${msg('Reading the history…')}</p>`,
        complete: (answer) => this.#renderAnswer(answer),
        error: () => this.#renderProblem('no-network'),
      })}
    `;
  }

  #renderSpans(): TemplateResult {
    const names: Readonly<Record<HistorySpan, string>> = { day: msg('Day'), week: msg('Week'), month: msg('Month') };
    const one = (span: HistorySpan) =>
      html`<button type="button" aria-pressed=${this.span === span} @click=${() => this.#choose(span)}>${names[span]}</button>`;
    return html`<fieldset aria-label=${msg('How far back')}>${one('day')}${one('week')}${one('month')}</fieldset>`;
  }

  #renderQuantities(answer: HistoryAnswer): TemplateResult {
    const series = answer.ok ? inOrder(answer.readings) : [];
    const shown = this.#shown(series);
    return html`<select aria-label=${msg('Quantity')} ?hidden=${series.length < 2} @change=${this.#onQuantity}>
      ${series.map(({ name }) => html`<option value=${name} ?selected=${name === shown?.name}>${sayQuantity(name)}</option>`)}
    </select>`;
  }

  #renderAnswer(answer: HistoryAnswer): TemplateResult {
    if (!answer.ok) return this.#renderProblem(answer.because);
    const shown = this.#shown(inOrder(answer.readings));
    if (!shown) return html`<p class="face">${msg('Nothing was measured in this time.')}</p>`;
    const { hoursUntil } = answer.readings;
    const coarse =
      hoursUntil === null
        ? nothing
        : html`<p class="soft">${msg(str`Up to ${formatMoment(hoursUntil, this.now, currentLanguage())} only hourly values are kept.`)}</p>`;
    return html`${coarse}<hl-history-chart .readings=${answer.readings} .series=${shown} .markMs=${historySpans[this.span].markMs} .now=${this.now}></hl-history-chart>`;
  }

  #renderProblem(because: Extract<HistoryAnswer, { ok: false }>['because']): TemplateResult {
    const words = {
      'no-network': msg('The hub gave no history. The readings themselves are safe there.'),
      'not-allowed': msg('Only who is signed in at this hub may see the history.'),
      missing: msg('The hub does not know this station.'),
    } as const;
    return html`<div class="face">
      <p role="alert">${words[because]}</p>
      <p><button type="button" @click=${this.#again}>${msg('Try again')}</button></p>
    </div>`;
  }

  #shown(series: Readings['series']): Readings['series'][number] | undefined {
    return series.find(({ name }) => name === this.chosen) ?? series[0];
  }

  /** Up to now, by the hub's clock as far as it is known. */
  #ask(station: string, span: HistorySpan, signal: AbortSignal): Promise<HistoryAnswer> {
    const { lengthMs, stepSeconds } = historySpans[span];
    return this.history.read(station, this.now - lengthMs, this.now, stepSeconds, signal);
  }

  #choose(span: HistorySpan): void {
    this.span = span;
  }

  #again(): void {
    void this.#answer.run();
  }

  #onQuantity({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.chosen = target.value;
  }
}

function inOrder({ series }: Readings): Readings['series'] {
  return series.toSorted((a, b) => rankQuantity(a.name) - rankQuantity(b.name));
}
