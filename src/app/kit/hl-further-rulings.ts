import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { verdictKinds } from '../../domain/shared/codes.ts';
import type { ViolationBody } from '../../protocol/event.ts';
import { packagesContext } from '../contexts.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';

import { base } from './base.css.ts';
import { formatArticles } from './format-articles.ts';
import { LiveController } from './live-controller.ts';

type Ruling = NonNullable<ViolationBody['further']>['rulings'][number];

/** What the other rulebooks in force said of a record, each by the number people know it by. Nothing when one alone spoke. */
@customElement('hl-further-rulings')
@localized()
export class HlFurtherRulings extends LitElement {
  static override styles = [
    base,
    css`
      section {
        margin-top: var(--hl-space-2);
      }

      h3 {
        color: var(--hl-ink-soft);
        font-size: var(--hl-text-small);
        font-weight: 400;
      }
    `,
  ];

  @consume({ context: packagesContext }) packages!: Packages;
  @property({ attribute: false }) rulings: readonly Ruling[] = [];

  readonly #active = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );

  protected override render(): TemplateResult | typeof nothing {
    if (this.rulings.length === 0) return nothing;
    return html`<section>
      <h3>${msg('Other rulebooks that apply')}</h3>
      ${this.rulings.map((ruling) => html`<p>${this.#sayRuling(ruling)}</p>`)}
    </section>`;
  }

  #sayRuling({ rulebook: { id, version }, kind, articles }: Ruling): string {
    const known = this.#active.value?.rulebooks.find(({ rulebook }) => rulebook.id === id)?.rulebook.documentNumber;
    const name = known ?? msg(str`a rulebook not on this phone (${id})`);
    const cited = articles.length > 0 ? ` · ${formatArticles(articles, currentLanguage())}` : '';
    return `${name} · ${msg(str`version ${version}`)} · ${sayTerm(verdictKinds[kind])}${cited}`;
  }
}
