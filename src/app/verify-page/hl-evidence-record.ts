import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { partyKinds, type Term, verdictKinds, verdictReasons } from '../../domain/shared/codes.ts';
import type { ViolationBody, ViolationFields } from '../../protocol/event.ts';
import { sayStanding } from '../../protocol/evidence/check-standing.ts';
import { sayErased, sayTimes } from '../../protocol/evidence/read-case.ts';
import type { SaidMember } from '../../protocol/evidence/say-body.ts';
import { base } from '../kit/base.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { formatPosition } from '../kit/format-position.ts';
import { both } from './both.ts';
import { pageStyles } from './page.css.ts';
import { pageWords as words } from './page-words.ts';
import type { ShownRecord } from './read-records.ts';

/** One event of a package: what, where, when, who, and what was opened of it. Its photos live in memory only. */
@customElement('hl-evidence-record')
export class EvidenceRecord extends LitElement {
  static override styles = [
    base,
    pageStyles,
    css`
      article {
        display: grid;
        gap: 12px;
        margin-bottom: 16px;
      }
      .photos {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
        gap: 12px;
      }
      img {
        display: block;
        width: 100%;
        max-height: 420px;
        object-fit: contain;
        background: #1b2420;
        border-radius: 8px;
      }
      .erased {
        padding: 10px 14px;
        border-radius: 8px;
        background: var(--hl-info-wash);
        color: var(--hl-info-ink);
      }
      .held {
        padding: 10px 14px;
        border-radius: 8px;
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }
      .held .en,
      .erased .en {
        color: inherit;
      }
    `,
  ];

  @property({ attribute: false }) record: ShownRecord | null = null;
  @state() private urls: readonly string[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('record')) return;
    this.#release();
    this.urls = (this.record?.photos ?? []).map(({ bytes, type }) => URL.createObjectURL(new Blob([bytes], { type })));
  }

  protected override render() {
    if (!this.record) return nothing;
    const { told, fields, isSealed } = this.record;
    const standing = sayStanding(told.standing);
    return html`<article class="panel">
      <h3>${both(told.title)}</h3>
      ${standing ? html`<p class="held">${both(standing)}</p>` : nothing}
      <dl>
        ${told.violation ? renderViolation(told.violation, this.record.notice) : nothing}
        ${row(words.time, both(sayTimes(told)))} ${row(words.person, told.person)}
        ${row(words.chain, html`<code>${told.chain}</code> · ${told.seq}<br /><code>${told.hash}</code>`)}
        ${told.violation ? nothing : told.said.map(renderSaid)}
      </dl>
      ${fields ? renderFields(fields) : nothing} ${told.erased ? html`<p class="erased">${both(sayErased(told.erased))}</p>` : nothing}
      ${isSealed && !told.erased ? html`<p class="soft">${both(words.sealed)}</p>` : nothing}
      <div class="photos">
        ${this.urls.map((url, at) => html`<figure><img src=${url} alt="${words.photo.zh} ${at + 1} ${words.photo.en}" /><figcaption class="soft">${both(words.photo)} ${at + 1}</figcaption></figure>`)}
      </div>
    </article>`;
  }

  #release(): void {
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}

function row(term: Term, value: unknown): TemplateResult {
  return html`<dt>${both(term)}</dt><dd>${value}</dd>`;
}

function renderViolation({ fix, verdict, rulebook, party }: ViolationBody, notice: string | null): TemplateResult {
  const accuracy = fix && fix.accuracyMeters !== null ? ` ±${Math.round(fix.accuracyMeters)} m` : '';
  const place = fix
    ? `${formatPosition(fix.lon, fix.lat, 'zh')} (${fix.lon.toFixed(6)}, ${fix.lat.toFixed(6)})${accuracy}`
    : both(words.noPlace);
  return html`
    ${row(words.verdict, html`${both(verdictKinds[verdict.kind])} · ${both(verdictReasons[verdict.reason])}`)}
    ${row(words.articles, both({ zh: formatArticles(verdict.articles, 'zh'), en: formatArticles(verdict.articles, 'en') }))} ${row(words.rulebook, notice ?? `${rulebook.id} ${rulebook.version}`)}
    ${row(words.place, place)} ${row(words.party, both(partyKinds[party]))}
  `;
}

function renderSaid({ name, value }: SaidMember): TemplateResult {
  if (typeof value === 'string') return row(name, value);
  return row(name, 'zh' in value ? both(value) : html`<dl>${value.map(renderSaid)}</dl>`);
}

function renderFields(fields: ViolationFields): TemplateResult {
  const shown = (['name', 'idNumber', 'phone', 'plate', 'note'] as const).filter((name) => fields[name] !== '');
  return html`<dl>${shown.map((name) => row(words[name], fields[name]))}</dl>`;
}
