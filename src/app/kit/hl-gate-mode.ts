import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type GateEntry, gateModeOf, gateSetting } from '../../domain/gate/gate-file.ts';
import { custodyStatuses } from '../../domain/shared/codes.ts';
import { gateModeReasons, gateModes } from '../../domain/shared/gate-codes.ts';
import { openClaims } from '../../domain/workflow/workflow-file.ts';
import type { GateRow } from '../gate-ports.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { base } from './base.css.ts';
import { gateModeSigns } from './gate-mode-words.ts';
import { icon } from './icon.ts';
import { formatMoment } from './weihai-time.ts';

/** The mode a gate is in, large: who set it, since when, why, and what of it is only on this device or not agreed upon. */
@customElement('hl-gate-mode')
@localized()
export class HlGateMode extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: var(--hl-space-2);
      }
      .mode {
        display: flex;
        align-items: center;
        gap: var(--hl-space-2);
        padding: var(--hl-space-2) var(--hl-space-3);
        border: 2px solid var(--hl-clear);
        border-radius: var(--hl-radius-small);
        color: var(--hl-clear);
        font-size: var(--hl-text-title);
        font-weight: 700;
        line-height: 1.25;
      }
      .danger {
        border-color: var(--hl-danger);
        background: var(--hl-danger);
        color: #ffffff;
      }
      .warn {
        border-color: var(--hl-warn-line);
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
      }
      .unknown {
        border: 2px dashed var(--hl-line-strong);
        color: var(--hl-ink-soft);
      }
      .waits {
        padding: 2px var(--hl-space-2);
        border-radius: var(--hl-radius-small);
        background: var(--hl-warn-wash);
        color: var(--hl-warn-ink);
        font-weight: 600;
      }
    `,
  ];

  /** Null: nobody ever set it. */
  @property({ attribute: false }) row: GateRow | null = null;
  /** Who somebody is, for whoever looks. */
  @property({ attribute: false }) nameOf: (entry: GateEntry) => string = () => '';
  @property({ type: Number }) now = 0;

  protected override render(): TemplateResult {
    const mode = gateModeOf(this.row?.file);
    const { icon: sign, tone } = gateModeSigns[mode];
    const standing = this.row && gateSetting(this.row.file);
    return html`<p class="mode ${tone}">${icon(sign)}${sayTerm(gateModes[mode])}</p>
      ${standing ? this.#renderSetting(standing) : html`<p class="soft">${msg('Nobody has set this gate’s mode: everyone is registered.')}</p>`}
      ${this.row ? this.#renderOpen(this.row) : nothing}`;
  }

  #renderSetting(entry: GateEntry): TemplateResult {
    const { because, document } = entry.value;
    const why = [sayTerm(gateModeReasons[because]), document].filter(Boolean).join(' · ');
    return html`<p>${why}</p>
      <p class="soft">${msg(str`Set by ${this.nameOf(entry)}`)} · ${this.#saySince(entry)}</p>
      ${this.row?.own.get(entry.event) === 'saved' ? html`<p><span class="waits">${sayTerm(custodyStatuses.saved)} · ${msg('not sent to command yet')}</span></p>` : nothing}`;
  }

  #renderOpen({ file, held }: GateRow) {
    const claims = openClaims(file, 'mode');
    return html`${
      claims.length === 0
        ? nothing
        : html`<p role="status"><span class="waits">${msg('Set differently meanwhile: command has to choose.')}</span></p>
          <ul>${claims.map((claim) => html`<li>${sayTerm(gateModes[claim.value.mode])} · <span class="soft">${this.nameOf(claim)} · ${this.#saySince(claim)}</span></li>`)}</ul>`
    }
    ${held.length === 0 ? nothing : html`<p><span class="waits">${msg('A change from this device was received and is held for review: it is not in force.')}</span></p>`}`;
  }

  #saySince({ toAt }: GateEntry): string {
    return toAt === null ? msg('not received yet') : msg(str`since ${formatMoment(toAt, this.now, currentLanguage())}`);
  }
}
