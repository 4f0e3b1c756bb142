import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { shownStatus } from '../../domain/alarm/shown-status.ts';
import { stationStatuses } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Station } from '../../protocol/pull.ts';
import '../command/hl-station-history.ts';
import * as contexts from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatAge } from '../kit/format-span.ts';
import { LiveController } from '../kit/live-controller.ts';
import { TickController } from '../kit/tick-controller.ts';
import { distanceMeters, sayWhereFromMe } from '../kit/where-from-me.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Clock, Fixes, Pulled } from '../ports.ts';

/** So many are listed, those with an alarm and the nearest first: a phone is not a desk. */
const shownAtMost = 40;
/** News this old is not shown as the present. A phone hears from the hub when something changes, not at each heartbeat. */
const newsMs = 5 * 60_000;

/** How smoke sensors are, as the hub told it last; what one measures is asked of the hub when it is opened: a phone is told no readings. */
@customElement('hl-sensor-list')
@localized()
export class HlSensorList extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      li {
        padding-block: var(--hl-space-2);
        border-bottom: 1px solid var(--hl-line);
      }
      button.name {
        width: 100%;
        justify-content: space-between;
        text-align: start;
      }
    `,
  ];

  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.fixesContext }) fixes!: Fixes;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @state() private opened = '';

  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #wholeAt = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.wholeAt,
  );
  readonly #fixState = new LiveController(
    this,
    () => [this.fixes] as const,
    (fixes) => fixes.state,
  );
  protected readonly ticking = new TickController(this, 30_000);

  protected override render(): TemplateResult {
    const sensors = (this.#stations.value ?? []).filter(({ kind }) => kind === 'smoke-sensor').toSorted(this.#compare);
    if (sensors.length === 0)
      return html`<p>${msg('No sensor is known on this phone yet: let it reach command once.')}</p>`;
    const rest = sensors.length - shownAtMost;
    return html`${this.#renderAge()}
      <ul>${repeat(
        sensors.slice(0, shownAtMost),
        ({ id }) => id,
        (sensor) => this.#renderSensor(sensor),
      )}</ul>
      ${rest > 0 ? html`<p class="soft">${msg(str`and ${rest} more, further away`)}</p>` : nothing}`;
  }

  #renderAge(): TemplateResult {
    const at = this.#wholeAt.value ?? null;
    if (at === null) return html`<p role="status">${msg('Not compared with command yet.')}</p>`;
    const age = formatAge(this.clock.now().at - at, currentLanguage());
    return html`<p class="soft" role="status">${msg(str`As command had them ${age}`)}</p>`;
  }

  #renderSensor(sensor: Station): TemplateResult {
    const isOpen = this.opened === sensor.id;
    const fix = this.#fix();
    const status = shownStatus(
      sensor.status,
      Math.max(sensor.heartbeatMs, newsMs),
      this.#wholeAt.value ?? null,
      this.clock.now().at,
    );
    return html`<li>
      <button type="button" class="name" aria-expanded=${isOpen} @click=${() => (this.opened = isOpen ? '' : sensor.id)}>
        <span>${sayTerm(sensor.name)}</span><span>${sayTerm(stationStatuses[status])}</span>
      </button>
      ${fix ? html`<p class="soft">${sayWhereFromMe(fix, sensor)}</p>` : nothing}
      ${isOpen ? html`<hl-station-history .station=${sensor.id} .now=${this.clock.now().at}></hl-station-history>` : nothing}
    </li>`;
  }

  readonly #compare = (one: Station, other: Station): number => {
    const fix = this.#fix();
    const alarmFirst = Number(other.status === 'alarm') - Number(one.status === 'alarm');
    if (alarmFirst !== 0) return alarmFirst;
    return fix ? distanceMeters(fix, one) - distanceMeters(fix, other) : one.id.localeCompare(other.id);
  };

  #fix(): Fix | null {
    const known = this.#fixState.value;
    return known?.kind === 'fix' ? known.fix : null;
  }
}
