import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { permitStage } from '../../domain/permit/permit-stage.ts';
import type { Act } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import * as contexts from '../contexts.ts';
import { fixAgeMs, stampNow, widenByAge } from '../fix-age.ts';
import { judgeHere } from '../judge-here.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { Packages } from '../package-ports.ts';
import type { Acknowledging, Clock, Drafts, Fixes, FixState, Profile, Pulled, ViolationDraft } from '../ports.ts';
import '../verdict/hl-act-chooser.ts';
import '../verdict/hl-verdict-card.ts';
import { alarmsToTell } from './alarm-marks.ts';
import './hl-map-panel.ts';
import './hl-standing-notices.ts';
import type { Verification } from '../../domain/shared/alarm-codes.ts';
import type { Alarm } from '../../protocol/pull.ts';
import { VerdictShownEvent } from './verdict-shown-event.ts';

/** The ranger's home: is fire banned here now; then alarms, the map, what waits to be sent. Fires `hl-verdict-shown` once. */
@customElement('hl-home-page')
@localized()
export class HlHomePage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .brand {
        display: flex;
        align-items: center;
        gap: var(--hl-space-2);
        color: var(--hl-primary);
      }

      .draft {
        border-style: dashed;
      }
    `,
  ];

  @consume({ context: contexts.fixesContext }) fixes!: Fixes;
  @consume({ context: contexts.clockContext }) clock!: Clock;
  @consume({ context: contexts.packagesContext }) packages!: Packages;
  @consume({ context: contexts.pulledContext }) pulled!: Pulled;
  @consume({ context: contexts.draftsContext }) drafts!: Drafts;
  @consume({ context: contexts.acknowledgingContext }) acknowledging!: Acknowledging;
  @property({ attribute: false }) profile: Profile | null = null;
  @state() private act: Act | null = null;
  @state() private mapWanted = false;

  readonly #fixState = new LiveController(
    this,
    () => [this.fixes] as const,
    (fixes) => fixes.state,
  );
  readonly #now = new LiveController(
    this,
    () => [this.clock] as const,
    (clock) => clock.live,
  );
  readonly #packages = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );
  readonly #alarms = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.alarms,
  );
  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #draftRows = new LiveController(
    this,
    () => [this.drafts] as const,
    (drafts) => drafts.all,
  );
  readonly #loadLayers = () => this.packages.mapLayers();
  #isTold = false;
  protected readonly ticking = new TickController(this, 10_000);

  /** Other code is asked for only when the verdict has been painted, the network's when it is one for where the phone is. */
  protected override updated(): void {
    const isJudged = this.#judge() !== null;
    if (!this.mapWanted && (isJudged || this.#problem())) requestAnimationFrame(() => setTimeout(() => this.#goOn()));
    if (this.#isTold || !isJudged || !this.#fix()) return;
    this.#isTold = true;
    this.dispatchEvent(new VerdictShownEvent());
  }

  protected override render(): TemplateResult {
    return html`<header class="top">
        <h1 class="brand" tabindex="-1">${icon('leaf')}${msg('Hulin')}</h1>
        <span class="soft">${this.profile?.grant.person.name ?? ''}</span>
      </header>
      <hl-standing-notices></hl-standing-notices>
      <div class="sections">
        ${this.#renderAlarms()} ${this.#renderVerdict()}
        <hl-act-chooser class="panel" .act=${this.act} @hl-act=${(event: CustomEvent<Act | null>) => (this.act = event.detail)}></hl-act-chooser>
        ${this.#renderDraft()} ${this.#renderMap()}
        ${this.profile?.grant.role === 'gate-keeper' ? html`<a class="button primary wide tall" href="#/gate">${icon('records')}${msg('Gate register')}</a>` : null}
        <hl-gates-link></hl-gates-link>
        <a class="button wide" href="#/permits">${icon('permitted')}${this.#sayPermits()}</a>
        <a class="button wide" href="#/ready">${icon('done')}${msg('Ready to leave?')}</a>
        <hl-sync-panel></hl-sync-panel>
        ${this.profile?.grant.role === 'ranger' ? html`<hl-sharing-row></hl-sharing-row>` : null}
      </div>`;
  }

  #renderAlarms(): TemplateResult | null {
    const now = this.#now.value?.at ?? Date.now(); // a slow clock must not keep an alarm shelved
    if (alarmsToTell(this.#alarms.value ?? [], now).length === 0) return null;
    return html`<hl-alarm-notice .alarms=${this.#alarms.value ?? []} .stations=${this.#stations.value ?? []} .me=${this.#fix()} .nowAt=${now}
      .verify=${this.profile?.grant.role === 'ranger' ? this.#verify : null}></hl-alarm-notice>`;
  }

  #renderVerdict(): TemplateResult {
    const problem = this.#problem();
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    return html`<hl-verdict-card .act=${this.act} .verdict=${this.#judge()} .packages=${this.#packages.value ?? null}
      .fixState=${this.#state()} .now=${this.#now.value ?? null} .fixAgeMs=${this.#fixAgeMs()}></hl-verdict-card>`;
  }

  #renderDraft(): TemplateResult | null {
    const draft = this.#draftRows.value?.find(isBegun);
    if (!draft) return null;
    const more = (this.#draftRows.value?.filter(isBegun).length ?? 1) - 1;
    return html`<a class="button draft" href=${more > 0 ? '#/records' : `#/record/${draft.id}`}>
      ${icon('records')}${more > 0 ? msg(str`${more + 1} records not saved yet`) : msg('Go on with the record not saved yet')}
    </a>`;
  }

  #renderMap(): TemplateResult {
    return html`<hl-map-panel .wanted=${this.mapWanted} .zones=${this.#packages.value?.zones ?? null} .loadLayers=${this.#loadLayers} .me=${this.#fix()} .verdict=${this.#judge()} .permits=${this.#packages.value?.permits ?? []} .at=${this.#now.value?.at ?? 0}></hl-map-panel>`;
  }

  /** Saved on this phone's chain at once, like every record; the hub tells it to everybody. */
  readonly #verify = (alarm: Alarm, verification: Verification) => this.acknowledging.step(alarm, { verification });

  /** How many permits are in force today. */
  #sayPermits(): string {
    const at = this.#now.value?.at ?? 0;
    const count = this.#packages.value?.permits.filter((permit) => permitStage(permit, at) === 'in-force').length ?? 0;
    return count === 0 ? msg('Fire permits') : msg(str`Fire permits (${count} in force)`);
  }

  #goOn(): void {
    this.mapWanted = true;
    import('./below-verdict.ts').catch((problem: unknown) => console.error('home is not whole', problem));
  }

  #problem(): unknown {
    return this.#packages.problem ?? this.#now.problem;
  }

  #judge(): Verdict | null {
    const [active, now] = [this.#packages.value, this.#now.value];
    const fix = this.#fix();
    const judged = fix && widenByAge(fix, this.#fixAgeMs());
    return active && now ? judgeHere(this.act, judged, now, active) : null;
  }

  #state(): FixState {
    return this.#fixState.value ?? { kind: 'waiting' };
  }

  #fixAgeMs(): number {
    return fixAgeMs(this.#state(), stampNow());
  }

  #fix(): Fix | null {
    const located = this.#state();
    return located.kind === 'fix' ? located.fix : null;
  }
}

function isBegun({ act, photos, note, name }: ViolationDraft): boolean {
  return act !== null || photos.length > 0 || note !== '' || name !== '';
}
