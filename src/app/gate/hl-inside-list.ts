import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { isLingering } from '../../domain/gate/still-inside.ts';
import { passClasses } from '../../domain/shared/gate-codes.ts';
import type { ViolationFields } from '../../protocol/event.ts';
import type { Station } from '../../protocol/pull.ts';
import type { KnownPass } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

/** Who is still inside, the longest first; a touch registers the way out. Fires `hl-exit` with the entry. */
@customElement('hl-inside-list')
@localized()
export class HlInsideList extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 var(--hl-space-3);
        align-items: center;
        padding-block: var(--hl-space-2);
        border-bottom: 1px solid var(--hl-line);
      }
      li p {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      button {
        grid-row: 1 / span 2;
        grid-column: 2;
        min-width: 5rem;
      }
      .lingering {
        color: var(--hl-danger);
        font-weight: 700;
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly KnownPass[] = [];
  /** Where this phone stands; those who came in elsewhere stand below. */
  @property() gate = '';
  @property({ attribute: false }) gates: readonly Station[] = [];
  /** The review copies, as far as they could be opened. */
  @property({ attribute: false }) fields: ReadonlyMap<string, ViolationFields | null> = new Map();
  @property({ attribute: false }) underway: ReadonlySet<string> = new Set();
  @property({ type: Number }) now = 0;

  protected override render(): TemplateResult {
    if (this.entries.length === 0) return html`<p class="soft">${msg('Nobody who was registered here is inside.')}</p>`;
    const here = this.entries.filter(({ gate }) => gate === this.gate);
    const elsewhere = this.entries.filter(({ gate }) => gate !== this.gate);
    return html`${here.length > 0 ? this.#renderEntries(here) : null}
      ${elsewhere.length > 0 ? html`<h3>${msg(str`Came in by other gates · ${elsewhere.length}`)}</h3>${this.#renderEntries(elsewhere)}` : null}`;
  }

  #renderEntries(entries: readonly KnownPass[]): TemplateResult {
    return html`<ul>
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => this.#renderEntry(entry),
      )}
    </ul>`;
  }

  #renderEntry(entry: KnownPass): TemplateResult {
    const who = this.#sayWho(entry);
    const exit = () =>
      this.dispatchEvent(new CustomEvent<KnownPass>('hl-exit', { detail: entry, bubbles: true, composed: true }));
    return html`<li>
      <p><strong>${who}</strong> ${isLingering(entry, this.now) ? html`<span class="lingering">${msg('still inside')}</span>` : null}</p>
      <p class="soft">${this.#sayFacts(entry)}</p>
      <button type="button" class="primary" ?disabled=${this.underway.has(entry.id)} aria-label=${msg(str`Out: ${who}`)} @click=${exit}>${msg('Out')}</button>
    </li>`;
  }

  #sayFacts({ gate, class: kind, persons, at, isOwn }: KnownPass): string {
    const name = gate === this.gate ? undefined : this.gates.find(({ id }) => id === gate)?.name;
    const facts = [
      ...[name && sayTerm(name), sayTerm(passClasses[kind]), `${persons} ${msg('persons')}`],
      ...[formatMoment(at, this.now, currentLanguage()), isOwn ? '' : msg('registered by another keeper')],
    ];
    return facts.filter(Boolean).join(' · ');
  }

  #sayWho({ id, class: kind }: KnownPass): string {
    const fields = this.fields.get(id);
    return [fields?.plate, fields?.name].filter(Boolean).join(' · ') || sayTerm(passClasses[kind]);
  }
}
