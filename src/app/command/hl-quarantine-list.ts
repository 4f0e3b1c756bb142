import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { quarantineReasons } from '../../domain/shared/codes.ts';
import type { QuarantineAnswer, QuarantineItem } from '../../protocol/review.ts';
import { reviewingContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { QuarantineFilter, Reviewing } from '../review-ports.ts';
import './hl-quarantine-item.ts';
import { reviewStyles } from './review.css.ts';
import { sayDecisionRefusal } from './say-review.ts';

type Kinds = QuarantineAnswer['kinds'];
type Field = keyof QuarantineFilter;
type Choice = { readonly value: string; readonly name: string; readonly items: number };

const noFilter: QuarantineFilter = { source: null, reason: null, gateway: null };

/** What could not be accepted at all, asked from the hub when somebody looks, in memory only: by where it came from, gateway and reason. */
@customElement('hl-quarantine-list')
@localized()
export class QuarantineList extends LitElement {
  static override styles = [
    base,
    controls,
    reviewStyles,
    css`
      .filters {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 8px;
        padding: 4px 16px 12px;
      }
      label {
        display: grid;
        gap: 2px;
        color: var(--hl-ink-soft);
        font-size: 0.875rem;
      }
      select {
        width: 100%;
        color: var(--hl-ink);
        font-size: 0.9375rem;
      }
    `,
  ];

  @consume({ context: reviewingContext }) reviewing!: Reviewing;
  @property({ type: Number }) now = 0;
  /** Null: nobody has looked yet. */
  @state() private items: readonly QuarantineItem[] | null = null;
  @state() private kinds: Kinds = [];
  @state() private filter = noFilter;
  @state() private hasMore = true;
  @state() private refusal: string | null = null;

  #leaving = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  protected override render() {
    return html`<h3>${msg('Quarantine: what could not be accepted at all')}</h3>
      ${this.kinds.length === 0 ? nothing : this.#renderFilters()}
      ${this.items?.length === 0 ? html`<p class="none" role="status">${this.kinds.length === 0 ? msg('Nothing is in quarantine.') : msg('Nothing like that is in quarantine.')}</p>` : nothing}
      <ul>${repeat(
        this.items ?? [],
        ({ source, hash, reason, origin }) => [source, hash, reason, origin].join(' '),
        (item) => html`<li><hl-quarantine-item .item=${item} .now=${this.now}></hl-quarantine-item></li>`,
      )}</ul>
      ${this.refusal === null ? nothing : html`<p class="refused" role="alert">${sayDecisionRefusal(this.refusal)}</p>`}
      ${this.hasMore ? html`<button type="button" class="more" @click=${() => void this.#look()}>${this.items === null ? msg('Look into the quarantine') : msg('Show more')}</button>` : nothing}`;
  }

  #renderFilters(): TemplateResult {
    const sources = { mqtt: msg('gateways'), push: msg('phones and desks') };
    return html`<div class="filters" role="group" aria-label=${msg('Show of the quarantine')}>
      ${this.#renderFilter(
        'source',
        msg('Came from'),
        this.#choices('source', (source) => (source === 'mqtt' ? sources.mqtt : sources.push)),
      )}
      ${this.#renderFilter(
        'gateway',
        msg('Gateway'),
        this.#choices('gateway', (gateway) => gateway),
      )}
      ${this.#renderFilter('reason', msg('Reason'), this.#choices('reason', sayReason))}
    </div>`;
  }

  #renderFilter(field: Field, label: string, choices: readonly Choice[]): TemplateResult | typeof nothing {
    if (choices.length === 0) return nothing;
    return html`<label>${label}
      <select @change=${(event: Event) => this.#choose(field, event)}>
        <option value="" ?selected=${this.filter[field] === null}>${msg('all')}</option>
        ${choices.map(({ value, name, items }) => html`<option value=${value} ?selected=${this.filter[field] === value}>${name}（${items}）</option>`)}
      </select></label>`;
  }

  /** What there is of a field, counted among what the other two fields leave. */
  #choices(field: Field, sayName: (value: string) => string): Choice[] {
    const others = (['source', 'gateway', 'reason'] as const).filter((other) => other !== field);
    const left = this.kinds.filter((kind) =>
      others.every((other) => this.filter[other] === null || kind[other] === this.filter[other]),
    );
    const counts = new Map<string, number>();
    for (const kind of left) {
      const value = kind[field];
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + kind.items);
    }
    return [...counts].map(([value, items]) => ({ value, items, name: sayName(value) }));
  }

  #choose(field: Field, { target }: Event): void {
    const value = target instanceof HTMLSelectElement && target.value !== '' ? target.value : null;
    this.filter = { ...this.filter, [field]: value };
    this.items = [];
    void this.#look();
  }

  async #look(): Promise<void> {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const shown = this.items ?? [];
    const page = await this.reviewing.browseQuarantine(shown.length, this.filter, signal);
    if (signal.aborted) return;
    this.refusal = page.ok ? null : page.detail;
    if (!page.ok) return;
    this.items = [...shown, ...page.value.items];
    this.kinds = page.value.kinds;
    this.hasMore = page.value.more;
  }
}

function sayReason(reason: string): string {
  const terms: Readonly<Record<string, (typeof quarantineReasons)[keyof typeof quarantineReasons]>> = quarantineReasons;
  const term = terms[reason];
  return term ? sayTerm(term) : reason;
}
