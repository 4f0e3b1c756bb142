import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Now, Verdict } from '../../domain/verdict/verdict.ts';
import { clockContext, fixesContext, packagesContext } from '../contexts.ts';
import { fixAgeMs, stampNow, widenByAge } from '../fix-age.ts';
import { judgeHere } from '../judge-here.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-banner.ts';
import '../kit/hl-language-switch.ts';
import '../kit/hl-problem.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { TickController } from '../kit/tick-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { ActivePackages, Packages } from '../package-ports.ts';
import type { Clock, Fixes, FixState } from '../ports.ts';
import '../verdict/hl-article-link.ts';
import '../verdict/hl-verdict-card.ts';
import { publicPageStyles } from './public-page.css.ts';
import { renderSeasons } from './render-seasons.ts';

/** For anyone: is fire banned here today. By the calendar at once; by position only when asked for. */
@customElement('hl-public-page')
@localized()
export class HlPublicPage extends LitElement {
  static override styles = [base, controls, page, publicPageStyles];

  @consume({ context: fixesContext }) fixes!: Fixes;
  @consume({ context: clockContext }) clock!: Clock;
  @consume({ context: packagesContext }) packages!: Packages;
  @state() private hereAsked = false;

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
  readonly #fixState = new LiveController(
    this,
    () => [this.fixes, this.hereAsked] as const,
    (fixes, isAsked) => (isAsked ? fixes.state : null),
  );

  protected readonly ticking = new TickController(this, 10_000);

  protected override render(): TemplateResult {
    const [active, now] = [this.#packages.value, this.#now.value];
    return html`<header class="top">
        <h1 class="brand" tabindex="-1">${icon('leaf')}${msg('Is fire banned today?')}</h1>
      </header>
      ${active?.banner ? html`<hl-banner kind="note">${sayTerm(active.banner)}</hl-banner>` : null}
      <main class="sections">
        ${this.#packages.problem ? html`<hl-problem .problem=${this.#packages.problem}></hl-problem>` : null}
        ${active && now ? this.#renderAnswer(active, now) : html`<p role="status">${msg('One moment')}</p>`}
        <section class="panel"><hl-language-switch></hl-language-switch></section>
      </main>`;
  }

  #renderAnswer(active: ActivePackages, now: Now): TemplateResult {
    const rulebooks = active.rulebooks.map(({ rulebook }) => rulebook);
    return html`${now.kind === 'doubtful' ? this.#renderDoubt() : renderSeasons(rulebooks, civilDateAt(now.at))}
    ${this.hereAsked ? this.#renderHere(active, now) : this.#renderAsk()}
    <section class="panel rules">
      <h2>${msg('What is banned, and where')}</h2>
      ${rulebooks.map((rulebook) => html`<hl-article-link .rulebook=${rulebook} .articles=${banningArticles(rulebook)}></hl-article-link>`)}
      <p>${msg('If you see fire or smoke, call 119 or 12119 at once.')}</p>
    </section>`;
  }

  #renderDoubt(): TemplateResult {
    return html`<section class="panel season unsure">
      <h2>${msg('Cannot tell')}</h2>
      <p>${msg("The phone's clock cannot be right. Treat it as banned.")}</p>
    </section>`;
  }

  #renderAsk(): TemplateResult {
    return html`<section class="panel">
      <p>${msg('Your position is used on this phone only; it is not sent anywhere.')}</p>
      <button class="primary wide ask" type="button" @click=${() => (this.hereAsked = true)}>${icon('locate')}${msg('Check where I stand')}</button>
    </section>`;
  }

  #judge(fix: Fix | null, now: Now, active: ActivePackages): Verdict | null {
    return judgeHere(null, fix, now, active);
  }

  #renderHere(active: ActivePackages, now: Now): TemplateResult {
    const fixState: FixState = this.#fixState.value ?? { kind: 'waiting' };
    const fix = fixState.kind === 'fix' ? fixState.fix : null;
    const ageMs = fixAgeMs(fixState, stampNow());
    const judged = fix && widenByAge(fix, ageMs);
    return html`<hl-verdict-card .verdict=${this.#judge(judged, now, active)} .packages=${active} .fixState=${fixState}
      .now=${now} .fixAgeMs=${ageMs}></hl-verdict-card>`;
  }
}

/** Seasons, zones and every banned act, ascending. */
function banningArticles({ periods, zones, acts }: Rulebook): number[] {
  const articles = new Set([...periods, ...zones, ...acts].map(({ article }) => article));
  return [...articles].sort((one, other) => one - other);
}
