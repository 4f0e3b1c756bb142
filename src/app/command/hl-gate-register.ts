import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { civilDateAt, startOfCivilDate } from '../../domain/clock/civil-date.ts';
import { countPassages } from '../../domain/gate/count-passages.ts';
import type { Pass } from '../../domain/gate/pass.ts';
import {
  countOf,
  type GateTally,
  matchWithinMs,
  reconcileGate,
  type Unmatched,
} from '../../domain/gate/reconcile-gate.ts';
import { isLingering, stillInside } from '../../domain/gate/still-inside.ts';
import { passClasses, passDirections } from '../../domain/shared/gate-codes.ts';
import type { Passages } from '../../protocol/passages.ts';
import { gateDeskContext } from '../contexts.ts';
import type { GateDesk } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { formatCivilDate, formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { classedPassages } from './classed-passages.ts';
import { detailStyles } from './detail.css.ts';
import { gateRegisterStyles } from './gate-register.css.ts';

/** Asked for again no sooner than this. */
const freshMs = 60_000;
const dayMs = 86_400_000;

/** A gate on one day, today unless another is chosen: what its counter measured, what its register says, whom only one of them knows, and who is still inside. */
@customElement('hl-gate-register')
@localized()
export class GateRegister extends LitElement {
  static override styles = [base, controls, badgeStyles, detailStyles, gateRegisterStyles];

  @consume({ context: gateDeskContext }) gates!: GateDesk;
  @property() gate = '';
  @property({ type: Number }) now = 0;
  /** The civil date looked at; null: today. */
  @state() private chosen: string | null = null;

  readonly #rows = new LiveController(
    this,
    () => [this.gates] as const,
    (gates) => gates.passes,
  );
  readonly #counted = new Task(this, {
    args: () => [this.gates, this.gate, this.#date(), this.chosen ? 0 : Math.floor(this.now / freshMs)] as const,
    task: ([gates, gate, date], { signal }) => {
      // A keeper may write on this side of midnight what was counted on the other.
      const [from, to] = [startOfCivilDate(date) - matchWithinMs, endOfCivilDate(date) + matchWithinMs];
      return gates.passages(gate, from, Math.min(this.now, to), signal);
    },
  });

  protected override render(): TemplateResult {
    const passes = this.#passes();
    const isHere = ({ gate }: Pass) => gate === this.gate;
    const here = passes.filter(isHere);
    const onDay = here.filter(({ at }) => civilDateAt(at) === this.#date());
    const counted = this.#answer();
    return html`${this.#renderInside(stillInside(passes).filter(isHere))} ${this.#renderDays()} ${this.#renderWhileClosed(onDay)}
    ${
      counted
        ? html`${counted.isCut ? nothing : this.#renderTallies(this.#reconcile(counted, here))} ${this.#renderUntold(counted)} ${this.#renderHours(counted)}`
        : html`<section><p class="soft">${this.#counted.value === null ? msg('The counter’s passages could not be had. They come with contact.') : msg('Loading…')}</p></section>`
    }`;
  }

  /** By what the counter told last: what came since is not known yet. */
  #reconcile(counted: Passages, passes: readonly Pass[]): GateTally[] {
    const [fromAt, toAt] = [startOfCivilDate(this.#date()), endOfCivilDate(this.#date())];
    const near = passes.filter(({ at }) => at >= fromAt - matchWithinMs && at < toAt + matchWithinMs);
    return reconcileGate(classedPassages(counted), near, { fromAt, toAt, nowAt: counted.to });
  }

  /** What was answered of this very gate and day: until it comes, the answer to another question is none. */
  #answer(): Passages | null {
    const { value } = this.#counted;
    return value?.gate === this.gate && value.from === startOfCivilDate(this.#date()) - matchWithinMs ? value : null;
  }

  #date(): string {
    return this.chosen ?? civilDateAt(this.now);
  }

  /** A day back or forth; today is chosen by nobody, so that it stays today. */
  #move(days: number): void {
    const date = civilDateAt(startOfCivilDate(this.#date()) + days * dayMs);
    this.chosen = date < civilDateAt(this.now) ? date : null;
  }

  #renderDays(): TemplateResult {
    return html`<nav aria-label=${msg('Day')}>
      <button type="button" aria-label=${msg('The day before')} @click=${() => this.#move(-1)}>${icon('back')}</button>
      <strong aria-live="polite">${formatCivilDate(this.#date(), currentLanguage())}${this.chosen ? '' : html` · ${msg('today')}`}</strong>
      <button type="button" aria-label=${msg('The day after')} ?disabled=${this.chosen === null} @click=${() => this.#move(1)}>${icon('forward')}</button>
    </nav>`;
  }

  /** Of every gate: who came in here may go out elsewhere. */
  #passes(): Pass[] {
    return (this.#rows.value ?? []).map(({ id, body }) => ({ id, ...body }));
  }

  #renderWhileClosed(today: readonly Pass[]) {
    const entries = today.filter(({ direction, mode }) => direction === 'in' && mode === 'closed');
    if (entries.length === 0) return nothing;
    return html`<section>
      <h3 class="short">${msg(str`Went in while the gate was closed · ${entries.length}`)}</h3>
      <ul>${entries.map((entry) => html`<li>${sayTerm(passClasses[entry.class])} · ${entry.persons} ${msg('persons')} · ${this.#sayAt(entry.at)}</li>`)}</ul>
    </section>`;
  }

  #renderInside(inside: readonly Pass[]): TemplateResult {
    return html`<section>
      <h3>${msg(str`Still inside · ${inside.length}`)}</h3>
      ${inside.length === 0 ? html`<p class="soft">${msg('Nobody who was registered here is inside.')}</p>` : nothing}
      <ul>
        ${inside.map(
          (entry) => html`<li>
            ${sayTerm(passClasses[entry.class])} · ${entry.persons} ${msg('persons')} · ${this.#sayAt(entry.at)}
            ${isLingering(entry, this.now) ? html`<span class="badge danger">${msg('still inside')}</span>` : nothing}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #renderTallies(tallies: readonly GateTally[]): TemplateResult {
    const unregistered = tallies.flatMap((tally) => tally.unregistered);
    const uncounted = tallies.flatMap((tally) => tally.uncounted);
    const open = tallies.flatMap((tally) => tally.open);
    return html`<section>
      <h3>${msg('Counter and register')}</h3>
      <table>
        <tr><th scope="col">${msg('Class')}</th><th scope="col">${msg('Counted')}</th><th scope="col">${msg('Registered')}</th><th scope="col">${msg('Not registered')}</th></tr>
        ${tallies.map(
          (tally) => html`<tr>
            <th scope="row">${sayTerm(passDirections[tally.direction])} · ${sayTerm(passClasses[tally.class])}</th>
            <td>${tally.counted}</td><td>${tally.registered}</td><td class=${tally.unregistered.length > 0 ? 'short' : ''}>${countOf(tally.unregistered)}</td>
          </tr>`,
        )}
      </table>
      ${this.#renderUnmatched(msg('Counted, and in no register'), unregistered)}
      ${this.#renderUnmatched(msg('Registered, and not counted'), uncounted)}
      ${this.#renderUnmatched(msg('Of the last quarter of an hour, still to be matched'), open)}
    </section>`;
  }

  #renderUnmatched(title: string, units: readonly Unmatched[]) {
    if (units.length === 0) return nothing;
    return html`<details>
      <summary>${title} · ${countOf(units)}</summary>
      <ul>${units.map((unit) => html`<li>${sayTerm(passDirections[unit.direction])} · ${sayTerm(passClasses[unit.class])} · ${this.#sayAt(unit.at)}${unit.count > 1 ? ` · ×${unit.count}` : ''}</li>`)}</ul>
    </details>`;
  }

  /** What says no class is counted by the hour and compared with nothing. */
  #renderUntold({ passages }: Passages) {
    const untold = countOf(passages.filter((passage) => !passage.class && this.#isOfDay(passage)));
    return untold === 0
      ? nothing
      : html`<p class="soft">${msg(str`Counted without a class, and not compared: ${untold}`)}</p>`;
  }

  #isOfDay = ({ at }: { readonly at: number }): boolean => civilDateAt(at) === this.#date();

  #renderHours({ passages, isCut }: Passages): TemplateResult {
    return html`<section>
      <h3>${msg('Passages by hour')}</h3>
      ${isCut ? html`<p class="soft">${msg('More than fit here: only the first are shown, and nothing is compared.')}</p>` : nothing}
      <table>
        <tr><th scope="col">${msg('Time')}</th><th scope="col">${msg('Class')}</th><th scope="col">${sayTerm(passDirections.in)}</th><th scope="col">${sayTerm(passDirections.out)}</th></tr>
        ${countPassages(passages.filter(this.#isOfDay))
          .toReversed()
          .map(
            (hour) => html`<tr>
              <th scope="row">${this.#sayAt(hour.hourAt)}</th><td>${hour.class ? sayTerm(passClasses[hour.class]) : msg('not told')}</td><td>${hour.in}</td><td>${hour.out}</td>
            </tr>`,
          )}
      </table>
    </section>`;
  }

  #sayAt(at: number): string {
    return formatMoment(at, this.now, currentLanguage());
  }
}

function endOfCivilDate(date: string): number {
  return startOfCivilDate(date) + dayMs;
}
