import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { passClasses, passDirections } from '../../domain/shared/gate-codes.ts';
import type { PassBody } from '../../protocol/pass.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { base } from './base.css.ts';
import { factsStyles } from './facts.css.ts';
import { formatMoment } from './weihai-time.ts';

/** What an entry or exit says in clear: which way, what, how many, when, by which gate, and whether they carried fire. */
@customElement('hl-pass-facts')
@localized()
export class HlPassFacts extends LitElement {
  static override styles = [base, factsStyles];

  @property({ attribute: false }) body: PassBody | null = null;
  /** The gate's name, or its id while it is not known here. */
  @property() gate = '';
  @property({ type: Number }) now = 0;

  protected override render() {
    if (!this.body) return nothing;
    const { direction, class: kind, persons, declaresFire, depositsFire, at } = this.body;
    const facts = [
      [sayTerm(passDirections[direction]), `${sayTerm(passClasses[kind])} · ${persons} ${msg('persons')}`],
      [msg('Time (Weihai)'), formatMoment(at, this.now, currentLanguage())],
      [msg('Gate'), this.gate],
      [
        msg('Fire source'),
        !declaresFire ? msg('none declared') : depositsFire ? msg('deposited here') : msg('declared, not deposited'),
      ],
    ] as const;
    return html`<dl>${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
  }
}
