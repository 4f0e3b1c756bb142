import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { GateEntry } from '../../domain/gate/gate-file.ts';
import { roles } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Station } from '../../protocol/pull.ts';
import * as contexts from '../contexts.ts';
import type { GateModes } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { formatAge } from '../kit/format-span.ts';
import '../kit/hl-gate-mode.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import { distanceMeters, sayWhereFromMe } from '../kit/where-from-me.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Clock, Fixes, Pulled } from '../ports.ts';

/** Every gate with the mode it is in, the nearest first. Works without signal: it says how old it is. */
@customElement('hl-gate-list-page')
@localized()
export class HlGateListPage extends LitElement {
  static override styles = [
    base,
    page,
    css`
      article {
        display: grid;
        gap: var(--hl-space-2);
      }
    `,
  ];

  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.gateModesContext }) modes!: GateModes;
  @consume({ context: contexts.fixesContext }) fixes!: Fixes;
  @consume({ context: contexts.clockContext }) clock!: Clock;

  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #rows = new LiveController(
    this,
    () => [this.modes] as const,
    (modes) => modes.rows,
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
    const problem = this.#stations.problem ?? this.#rows.problem;
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Gates')}</h1>
      </header>
      <div class="sections">${this.#renderAge()} ${problem ? html`<hl-problem .problem=${problem}></hl-problem>` : this.#renderGates()}</div>`;
  }

  #renderAge(): TemplateResult {
    const at = this.#wholeAt.value ?? null;
    if (at === null) return html`<p role="status">${msg('Not compared with command yet.')}</p>`;
    const age = formatAge(this.clock.now().at - at, currentLanguage());
    return html`<p class="soft" role="status">${msg(str`As command had them ${age}`)}</p>`;
  }

  #renderGates(): TemplateResult {
    if (!this.#stations.value || !this.#rows.value) return html`<p role="status">${msg('One moment')}</p>`;
    const gates = this.#stations.value.filter(({ kind }) => kind === 'gate').toSorted(this.#compare);
    if (gates.length === 0)
      return html`<p class="panel">${msg('No gate is known on this phone yet: let it reach command once.')}</p>`;
    return html`${repeat(
      gates,
      ({ id }) => id,
      (gate) => this.#renderGate(gate),
    )}`;
  }

  #renderGate(gate: Station): TemplateResult {
    const fix = this.#fix();
    return html`<article class="panel" aria-label=${sayTerm(gate.name)}>
      <h2>${sayTerm(gate.name)}</h2>
      ${fix ? html`<p class="soft">${sayWhereFromMe(fix, gate)}</p>` : nothing}
      <hl-gate-mode .row=${this.#rows.value?.get(gate.id) ?? null} .nameOf=${nameByRole} .now=${this.clock.now().at}></hl-gate-mode>
    </article>`;
  }

  readonly #compare = (one: Station, other: Station): number => {
    const fix = this.#fix();
    return fix ? distanceMeters(fix, one) - distanceMeters(fix, other) : one.id.localeCompare(other.id);
  };

  #fix(): Fix | null {
    const state = this.#fixState.value;
    return state?.kind === 'fix' ? state.fix : null;
  }
}

function nameByRole({ role }: GateEntry): string {
  return role ? sayTerm(roles[role]) : msg('somebody not known here');
}
