import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExportedFile } from '../courier-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { SyncState } from '../ports.ts';

/** Taking out what only this phone holds: how much, what is in the file and what it guards against. Fires `hl-export`, `hl-share`, `hl-download`. */
@customElement('hl-export-panel')
@localized()
export class HlExportPanel extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .panel {
        display: grid;
        gap: var(--hl-space-3);
      }

      ul {
        display: grid;
        gap: var(--hl-space-2);
        margin: 0;
        padding-inline-start: 1.25rem;
        list-style: disc;
      }

      .file {
        display: grid;
        gap: var(--hl-space-2);
        padding: var(--hl-space-3);
        border-radius: var(--hl-radius-small);
        background: var(--hl-primary-wash);
        overflow-wrap: anywhere;
      }

      .pair {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hl-space-2);
      }

      .pair button {
        flex: 1 1 8rem;
      }
    `,
  ];

  @property({ attribute: false }) waiting: SyncState['waiting'] | null = null;
  /** What is carried for others and not delivered. */
  @property({ type: Number }) carried = 0;
  @property({ attribute: false }) exported: ExportedFile | null = null;
  @property({ attribute: false }) exportedAt: number | null = null;
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) nothing = false;

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="export">
      <h2 id="export">${msg('Take unsent records out as a file')}</h2>
      <p role="status">${this.#sayWaiting()}</p>
      <ul>
        <li>${msg('For when this phone may be lost or has no signal for long: a colleague carries the file to where there is signal.')}</li>
        <li>${msg('In it: signed records, sealed attachments, receipts. Names, ID numbers and photos are encrypted: only command can open them.')}</li>
        <li>${msg('Time, place, act and verdict are not encrypted: give the file to people you trust.')}</li>
        <li>${msg('Drafts are not in it: save them first. Nothing is taken off this phone, and nothing doubles.')}</li>
      </ul>
      <button class="primary wide tall" type="button" ?disabled=${this.busy} @click=${() => this.#tell('hl-export')}>
        ${icon('expand')}${this.busy ? msg('Writing the file…') : msg('Export the file')}
      </button>
      ${this.#renderResult()}
      ${this.exportedAt === null ? null : html`<p class="soft">${msg(str`Last exported: ${formatMoment(this.exportedAt, Date.now(), currentLanguage())}`)}</p>`}
    </section>`;
  }

  #renderResult(): TemplateResult | null {
    if (this.nothing)
      return html`<p class="file" role="status">${msg('Nothing to export: command has everything.')}</p>`;
    if (!this.exported) return null;
    const { file, events, parts } = this.exported;
    return html`<div class="file" role="status">
      <strong>${file.name}</strong>
      <span>${msg(str`${events} records, ${parts} attachments, ${formatBytes(file.size)}`)}</span>
      <div class="pair">
        <button type="button" @click=${() => this.#tell('hl-share')}>${msg('Hand to another app')}</button>
        <button type="button" @click=${() => this.#tell('hl-download')}>${msg('Save on the phone')}</button>
      </div>
    </div>`;
  }

  #sayWaiting(): string {
    const { events = 0, parts = 0, bytes = 0 } = this.waiting ?? {};
    if (!this.waiting) return msg('One moment');
    if (events + parts + this.carried === 0) return msg('Nothing waits: command has everything.');
    if (events + parts === 0) return msg(str`${this.carried} records carried for others wait.`);
    const own = msg(str`${events} records and ${parts} attachments wait (${formatBytes(bytes)})`);
    return this.carried > 0 ? msg(str`${own}; ${this.carried} records carried for others go with them.`) : own;
  }

  #tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}
