import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { permitsNear } from '../../domain/permit/permits-near.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { type Act, verdictKinds } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import type { Now, Ruling, Verdict } from '../../domain/verdict/verdict.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { formatDistance } from '../kit/format-distance.ts';
import { formatAge } from '../kit/format-span.ts';
import { type IconName, icon } from '../kit/icon.ts';
import { sayEdge } from '../kit/permit-words.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ActivePackages } from '../package-ports.ts';
import type { FixState } from '../ports.ts';
import '../kit/hl-permit-facts.ts';
import './hl-article-link.ts';
import './hl-near-permits.ts';
import { verdictCardStyles } from './verdict-card.css.ts';
import {
  adviseSettling,
  explainClock,
  explainDates,
  explainEdge,
  explainEntry,
  explainReason,
  explainTier,
  headline,
} from './verdict-words.ts';

/** Whether fire is banned here now: one glance of colour, sign and word, then why, until when, how far and how sure. */
@customElement('hl-verdict-card')
@localized()
export class HlVerdictCard extends LitElement {
  static override styles = [base, controls, verdictCardStyles];

  /** Null while the rules are being read. */
  @property({ attribute: false }) verdict: Verdict | null = null;
  /** What was asked about; null for any fire. */
  @property() act: Act | null = null;
  /** What the verdict was reached by. */
  @property({ attribute: false }) packages: ActivePackages | null = null;
  @property({ attribute: false }) fixState: FixState = { kind: 'waiting' };
  @property({ attribute: false }) now: Now | null = null;
  /** How long the fix has been had. */
  @property({ attribute: false }) fixAgeMs = 0;

  protected override render(): TemplateResult {
    const { verdict, now } = this;
    if (!verdict || !now) return this.#renderLoading();
    return html`<section class=${verdict.kind} data-kind=${verdict.kind} data-reason=${verdict.reason} aria-labelledby="word">
      <div class="band" role="status">
        ${icon(verdict.kind)}
        <div>
          <h2 id="word">${headline(verdict.kind)}</h2>
          <p>${explainReason(verdict.reason)}</p>
        </div>
      </div>
      <div class="facts">
        ${this.#renderFact('warning', explainTier(verdict))} ${verdict.entry.map((ruling) => this.#renderEntry(ruling))}
        ${this.#renderAdvice(verdict)} ${this.#renderPermit(verdict)} ${this.#renderFact('ruler', explainEdge(verdict))}
        ${this.#renderFact('calendar', explainDates(verdict))} ${this.#renderFact('locate', this.#describeFix())}
        ${this.#renderFact('clock', explainClock(now))} ${this.#renderRulings(verdict)}
      </div>
    </section>`;
  }

  #renderLoading(): TemplateResult {
    return html`<section class="loading" aria-busy="true">
      <div class="band" role="status">
        ${icon('sync')}
        <div>
          <h2>${msg('One moment')}</h2>
          <p>${msg('Reading the rules on this phone…')}</p>
        </div>
      </div>
    </section>`;
  }

  #renderAdvice(verdict: Verdict): TemplateResult | typeof nothing {
    if (verdict.kind === 'unsure') return html`<p class="advice">${adviseSettling(verdict, this.fixState)}</p>`;
    if (verdict.kind !== 'clear') return nothing;
    return html`<p class="advice">${msg('Other orders may still ban fire here. Take care with any flame.')}</p>`;
  }

  #renderFact(sign: IconName, words: string | null): TemplateResult | typeof nothing {
    return words === null ? nothing : html`<p class="fact">${icon(sign)}<span>${words}</span></p>`;
  }

  #renderEntry(ruling: Ruling): TemplateResult | typeof nothing {
    const number = this.#rulebookOf(ruling)?.documentNumber ?? ruling.rulebook.id;
    return this.#renderFact('warning', explainEntry(number, formatArticles(ruling.articles, currentLanguage())));
  }

  #renderPermit(verdict: Verdict): TemplateResult | typeof nothing {
    const fix = this.#fix();
    if (verdict.kind === 'banned' || verdict.kind === 'unsure') return this.#renderNear(fix);
    if (verdict.kind !== 'permitted') return nothing;
    const permit = this.packages?.permits.find(({ id }) => id === verdict.permit);
    if (!permit) return nothing;
    const [near] = fix ? permitsNear([permit], null, fix, 0, Infinity) : [];
    return html`${near ? this.#renderFact('permitted', sayEdge(near.meters)) : nothing}
      <hl-permit-facts .permit=${permit}></hl-permit-facts>`;
  }

  #renderNear(fix: Fix | null): TemplateResult {
    return html`<hl-near-permits .packages=${this.packages} .fix=${fix} .act=${this.act} .at=${this.now?.at ?? 0}></hl-near-permits>`;
  }

  #fix(): Fix | null {
    return this.fixState.kind === 'fix' ? this.fixState.fix : null;
  }

  /** Every rulebook that applies, the strictest first; what each says is told apart when there are several. */
  #renderRulings({ rulings }: Verdict): (TemplateResult | typeof nothing)[] {
    return rulings.map((ruling) => {
      const rulebook = this.#rulebookOf(ruling);
      if (!rulebook) return nothing;
      const said = rulings.length > 1 ? sayTerm(verdictKinds[ruling.kind]) : '';
      return html`<hl-article-link .rulebook=${rulebook} .articles=${ruling.articles} .said=${said}></hl-article-link>`;
    });
  }

  #rulebookOf({ rulebook: { id, version } }: Ruling): Rulebook | undefined {
    const books = this.packages?.rulebooks.map(({ rulebook }) => rulebook);
    return books?.find((rulebook) => rulebook.id === id && rulebook.version === version);
  }

  /** How exact the position is and how old, as the phone told it. */
  #describeFix(): string | null {
    if (this.fixState.kind !== 'fix') return null;
    const { accuracyMeters, source } = this.fixState.fix;
    const language = currentLanguage();
    if (source === 'hand' || accuracyMeters === null) return msg('Position placed by hand');
    const age = formatAge(this.fixAgeMs, language);
    const accuracy = formatDistance(accuracyMeters, language);
    return msg(str`Position exact to about ${accuracy}, taken ${age}`);
  }
}
