import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { openingOutcomes, partRoles, roles } from '../../domain/shared/codes.ts';
import type { OpeningRow } from '../../protocol/evidence/evidence-requests.ts';
import { evidenceContext } from '../contexts.ts';
import type { EvidenceDesk } from '../evidence-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

/** Who read which personal fields and photos, when and why: the hub's log, newest first. */
@customElement('hl-opening-log')
@localized()
export class OpeningLogList extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 16px;
        padding: 10px 16px;
        border-bottom: 1px solid var(--hl-line);
        font-size: 1rem;
      }
      .when {
        font-variant-numeric: tabular-nums;
      }
      .faulty {
        color: var(--hl-danger);
      }
      .face {
        padding: 32px 24px;
        text-align: center;
      }
      .more {
        margin: 12px 16px;
      }
      code {
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: evidenceContext }) evidence!: EvidenceDesk;
  @property({ type: Number }) now = 0;
  @state() private older: readonly OpeningRow[] = [];
  @state() private next: number | null = null;

  readonly #first = new Task(this, {
    task: async ([evidence], { signal }) => {
      const log = await evidence.openings(null, signal);
      this.next = log?.next ?? null;
      return log;
    },
    args: () => [this.evidence] as const,
  });

  protected override render() {
    return this.#first.render({
      pending: () => html`<p class="face" role="status">${msg('Loading…')}</p>`,
      complete: (log) => (log ? this.#renderRows([...log.rows, ...this.older]) : this.#renderProblem()),
      error: () => this.#renderProblem(),
    });
  }

  #renderProblem(): TemplateResult {
    return html`<p class="face" role="alert">${msg('The log could not be read from the hub.')}</p>
      <button type="button" class="more" @click=${() => this.#first.run()}>${msg('Try again')}</button>`;
  }

  #renderRows(rows: readonly OpeningRow[]): TemplateResult {
    if (rows.length === 0) return html`<p class="face">${msg('Nobody has opened anything yet.')}</p>`;
    return html`
      <ul>${rows.map((row) => this.#renderRow(row))}</ul>
      ${this.next === null ? nothing : html`<button type="button" class="more" @click=${this.#more}>${msg('Show older')}</button>`}
    `;
  }

  #renderRow(row: OpeningRow): TemplateResult {
    const who = row.person ?? msg(str`account ${row.operator ?? '?'} at the hub`);
    const role = row.role in roles ? sayTerm(roles[row.role as keyof typeof roles]) : msg('command line');
    const what =
      row.part !== null && row.part in partRoles ? sayTerm(partRoles[row.part as keyof typeof partRoles]) : '';
    return html`<li>
      <span><strong>${who}</strong> · ${role} · ${what}${row.exported ? html` · ${msg('into an evidence package')}` : nothing}</span>
      <span class="when">${formatMoment(row.at, this.now, currentLanguage())}</span>
      <span class="soft">${row.reason ?? msg('no reason given')}<br /><code>${row.event}</code></span>
      <span class=${row.outcome === 'opened' ? 'soft' : 'faulty'}>${sayTerm(openingOutcomes[row.outcome])}</span>
    </li>`;
  }

  async #more(): Promise<void> {
    const log = await this.evidence.openings(this.next, new AbortController().signal);
    if (!log) return;
    this.older = [...this.older, ...log.rows];
    this.next = log.next;
  }
}
