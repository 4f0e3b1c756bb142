import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { qrPath } from './qr-path.ts';

const quiet = 4;

/** One issued enrolment link: the address, a QR code, and how long it still works. */
@customElement('hl-enrolment-link')
@localized()
export class EnrolmentLink extends LitElement {
  static override styles = [
    base,
    css`
      .card {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 20px;
        padding: 16px;
        border: 2px solid var(--hl-primary);
        border-radius: var(--hl-radius);
        background: var(--hl-paper);
      }
      .qr {
        width: 208px;
        height: 208px;
        background: #ffffff;
      }
      .over .qr {
        visibility: hidden;
      }
      .over {
        border-color: var(--hl-line-strong);
      }
      div > div {
        display: grid;
        gap: 8px;
        align-content: start;
        min-width: 0;
      }
      code {
        padding: 8px;
        border-radius: 6px;
        background: var(--hl-ground);
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
        user-select: all;
      }
      .left {
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .warn {
        padding: 8px 10px;
        border-radius: 6px;
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
        font-size: 0.9375rem;
      }
    `,
  ];

  @property() link = '';
  @property() name = '';
  @property({ type: Number, attribute: 'expires-at' }) expiresAt = 0;
  @property({ type: Number }) now = 0;

  readonly #code = new Task(this, {
    task: async ([link]) => {
      const { create } = await import('qrcode');
      const { modules } = create(link, { errorCorrectionLevel: 'M' });
      return { size: modules.size, path: qrPath(modules.size, modules.data) };
    },
    args: () => [this.link] as const,
  });

  protected override render() {
    const leftMs = this.expiresAt - this.now;
    const isOver = leftMs <= 0;
    return html`<div class="card ${isOver ? 'over' : ''}">
      ${this.#renderCode()}
      <div>
        <p><strong>${msg(str`Enrolment link for ${this.name}`)}</strong></p>
        ${
          isOver
            ? html`<p class="left" role="alert">${msg('This link has expired. Issue a new one.')}</p>`
            : html`<p class="left" role="timer">${msg(str`Works once, for another ${sayLeft(leftMs)}`)}</p>`
        }
        ${isOver ? nothing : this.#renderLink()}
      </div>
    </div>`;
  }

  #renderLink(): TemplateResult {
    return html`<code>${this.link}</code>
      ${this.link.startsWith('https:') ? nothing : html`<p class="warn">${msg('The address is not https: a phone cannot enrol with it, only a browser on this machine.')}</p>`}
      <p class="soft">${msg('A click selects the whole link. Whoever opens it first is enrolled: hand it over in person or by a channel you trust.')}</p>`;
  }

  #renderCode(): TemplateResult {
    const code = this.#code.value;
    const side = (code?.size ?? 33) + 2 * quiet;
    return html`<svg class="qr" viewBox="${-quiet} ${-quiet} ${side} ${side}" role="img" aria-label=${msg('QR code of the link')} shape-rendering="crispEdges">
      ${code ? svg`<path d=${code.path} fill="#000000"/>` : nothing}
    </svg>`;
  }
}

function sayLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
