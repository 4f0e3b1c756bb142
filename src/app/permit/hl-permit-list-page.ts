import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { permitStage } from '../../domain/permit/permit-stage.ts';
import { permitsNear } from '../../domain/permit/permits-near.ts';
import { type PermitStage, permitStages } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import { isStanding, type PermitRow } from '../../protocol/permit.ts';
import * as contexts from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { formatAge } from '../kit/format-span.ts';
import '../kit/hl-permit-effect.ts';
import '../kit/hl-permit-facts.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { sayEdge } from '../kit/permit-words.ts';
import { renderDemonstration } from '../kit/render-demonstration.ts';
import { TickController } from '../kit/tick-controller.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';
import type { Clock, Fixes, Pulled } from '../ports.ts';
import { stageBadgeStyles } from './stage-badge.ts';

interface Shown {
  readonly permit: PermitRow;
  readonly stage: PermitStage;
  /** To its edge, negative inside; null while there is no position. */
  readonly meters: number | null;
}

const order: readonly PermitStage[] = ['in-force', 'coming', 'withdrawn', 'ended'];
const weekMs = 7 * 24 * 3_600_000;

/** The permits a ranger may meet: those in force nearest first, then the coming ones, then what ended or was withdrawn within a week. Works without signal. */
@customElement('hl-permit-list-page')
@localized()
export class HlPermitListPage extends LitElement {
  static override styles = [
    base,
    page,
    stageBadgeStyles,
    css`
      article {
        display: grid;
        gap: var(--hl-space-2);
      }

      h2 {
        overflow-wrap: anywhere;
      }

      .where {
        font-weight: 600;
      }

      .gone {
        padding: var(--hl-space-2) var(--hl-space-3);
        background: var(--hl-danger-wash);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.packagesContext }) packages!: Packages;
  @consume({ context: contexts.fixesContext }) fixes!: Fixes;
  @consume({ context: contexts.clockContext }) clock!: Clock;

  readonly #permits = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.permits,
  );
  readonly #wholeAt = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.wholeAt,
  );
  readonly #packages = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );
  readonly #fixState = new LiveController(
    this,
    () => [this.fixes] as const,
    (fixes) => fixes.state,
  );

  protected readonly ticking = new TickController(this, 30_000);

  protected override render(): TemplateResult {
    return html`<header class="top">
        <a class="back" href="#/" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${msg('Fire permits')}</h1>
      </header>
      ${renderDemonstration(this.#packages.value)}
      <div class="sections">${this.#renderAge()} ${this.#renderAll()}</div>`;
  }

  /** How old the list is: what command issued or withdrew since then is not in it. */
  #renderAge(): TemplateResult {
    const at = this.#wholeAt.value ?? null;
    if (at === null)
      return html`<p role="status">${msg('Not compared with command yet: there may be permits this phone does not know.')}</p>`;
    const age = formatAge(this.clock.now().at - at, currentLanguage());
    return html`<p class="soft" role="status">${msg(str`As command had them ${age}`)}</p>`;
  }

  #renderAll(): TemplateResult | TemplateResult[] {
    if (this.#permits.problem) return html`<hl-problem .problem=${this.#permits.problem}></hl-problem>`;
    if (!this.#permits.value) return html`<p role="status">${msg('One moment')}</p>`;
    const shown = this.#shown(this.#permits.value);
    if (shown.length > 0) return shown.map((each) => this.#renderPermit(each));
    return html`<p class="panel">${msg('No permit is in force or coming. What is banned stays banned for everybody.')}</p>`;
  }

  #renderPermit({ permit, stage, meters }: Shown): TemplateResult {
    const { rulebooks = [], zones = [] } = this.#packages.value ?? {};
    return html`<article class="panel" data-permit=${permit.id} aria-label=${permit.documentNumber}>
      <div class="badges"><span class="badge ${stage}">${sayTerm(permitStages[stage])}</span></div>
      ${this.#renderGone(permit)}
      ${meters === null ? nothing : html`<p class="where">${sayEdge(meters)}</p>`}
      <hl-permit-facts .permit=${permit} .supervisor=${permit.supervisor}></hl-permit-facts>
      ${stage === 'withdrawn' || stage === 'ended' ? nothing : html`<hl-permit-effect .permit=${permit} .rulebooks=${rulebooks.map(({ rulebook }) => rulebook)} .zones=${zones.map((one) => one.zones)}></hl-permit-effect>`}
    </article>`;
  }

  #renderGone({ withdrawn }: PermitRow): TemplateResult | typeof nothing {
    if (!withdrawn) return nothing;
    const at = formatMoment(withdrawn.at, this.clock.now().at, currentLanguage());
    return html`<p class="gone">${msg(str`Withdrawn ${at}: ${withdrawn.reason}`)}</p>`;
  }

  #shown(permits: readonly PermitRow[]): Shown[] {
    const { at } = this.clock.now();
    const fix = this.#fix();
    const near = new Map(fix ? permitsNear(permits, null, fix, at, Infinity).map((one) => [one.permit.id, one]) : []);
    return permits
      .filter(isStanding)
      .filter((permit) => goneAt(permit) > at - weekMs)
      .map((permit) => ({ permit, stage: permitStage(permit, at), meters: near.get(permit.id)?.meters ?? null }))
      .sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage) || (a.meters ?? 0) - (b.meters ?? 0));
  }

  #fix(): Fix | null {
    const state = this.#fixState.value;
    return state?.kind === 'fix' ? state.fix : null;
  }
}

/** When a permit stopped, or will stop, covering anything. */
function goneAt({ toOn, withdrawn }: PermitRow): number {
  const endAt = Date.parse(`${toOn}T23:59:59+08:00`);
  return Math.min(endAt, withdrawn?.at ?? endAt);
}
