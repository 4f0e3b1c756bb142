import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RulebookStatement } from '../../protocol/rulebook-statement.ts';
import { base } from '../kit/base.css.ts';
import { sayTerm } from '../locales/language.ts';
import type { OfficeSigning } from '../office-ports.ts';
import type { ActiveRulebook } from '../package-ports.ts';
import './hl-notice-preview.ts';
import { sayEnd, sayForce, sayIssued, sayKind } from './notice-words.ts';
import { officeStyles } from './office.css.ts';

/** The notices and orders judged by on this desk: number, issuer, days, end, and whose signature is on them; and those signed that are not in use yet. */
@customElement('hl-notice-list')
@localized()
export class NoticeList extends LitElement {
  static override styles = [
    base,
    officeStyles,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
      .panel {
        display: grid;
        gap: 8px;
      }
      summary {
        display: flex;
        align-items: center;
        min-height: var(--hl-tap);
        color: var(--hl-primary);
        font-weight: 600;
        cursor: pointer;
      }
      h2 {
        font-size: 1.1875rem;
      }
    `,
  ];

  @property({ attribute: false }) rulebooks: readonly ActiveRulebook[] = [];
  @property({ attribute: false }) statements: ReadonlyMap<string, RulebookStatement> = new Map();
  @property({ attribute: false }) signings: readonly OfficeSigning[] = [];
  /** The civil date in Weihai. */
  @property({ attribute: false }) today = '';

  protected override render(): TemplateResult {
    const used = new Set(this.rulebooks.map(({ rulebook }) => `${rulebook.id}/${rulebook.version}`));
    const others = this.signings.filter(
      ({ kind, about, state }) => kind === 'rulebook' && (state === 'held' || !used.has(about)),
    );
    return html`
      ${others.map((signing) => this.#renderSigning(signing))}
      ${this.rulebooks.map((active) => this.#renderRulebook(active))}
    `;
  }

  #renderRulebook({ rulebook, citation }: ActiveRulebook): TemplateResult {
    const end = sayEnd(rulebook, this.today);
    const statement = this.statements.get(citation.sha256);
    return html`<article class="panel">
      <h2>${sayTerm(rulebook.title)}</h2>
      <p>${[rulebook.documentNumber, sayTerm(rulebook.issuer), sayKind(rulebook)].filter(Boolean).join(' · ')}</p>
      <p class="badges">
        <span>${sayForce(rulebook)}</span>
        ${end ? html`<span class="badge warn">${end}</span>` : nothing}
      </p>
      <p class="badges">
        ${
          statement
            ? html`<span class="badge good">${msg('signature checked')}</span><span class="soft">${sayIssued(statement)}</span>`
            : html`<span class="badge warn">${msg('no signature here yet')}</span><span class="soft">${msg('It comes with the next contact with the hub.')}</span>`
        }
      </p>
      <details>
        <summary>${msg('What it says')}</summary>
        <hl-notice-preview .rulebook=${rulebook}></hl-notice-preview>
        <p class="soft">SHA-256 ${citation.sha256}</p>
      </details>
    </article>`;
  }

  #renderSigning({ title, about, state, signedBy }: OfficeSigning): TemplateResult {
    const words: Record<typeof state, () => string> = {
      saved: () => msg('Saved on this desk, waits for contact with the hub'),
      received: () => msg('Received by the hub; comes into use with the next download, unless a later version has'),
      held: () => msg('Held by the hub, not in use: this version has other content already. Give it another version.'),
    };
    return html`<article class="panel">
      <h2>${title}</h2>
      <p class="badges"><span class="badge ${state === 'held' ? 'bad' : ''}">${words[state]()}</span></p>
      <p class="soft">${about} · ${msg(str`signed by ${signedBy.name}, ${signedBy.position}`)}</p>
    </article>`;
  }
}
