import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sightingSigns, sightingSizes, sightingSources } from '../../domain/shared/incident-codes.ts';
import type { SightingBody } from '../../protocol/sighting.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { base } from './base.css.ts';
import { sayDirection } from './direction-words.ts';
import { factsStyles } from './facts.css.ts';
import { formatDistance } from './format-distance.ts';
import { formatPosition } from './format-position.ts';
import { formatMoment } from './weihai-time.ts';

/** What a sighting says in clear: what was seen, how large, when, from where and in which direction. */
@customElement('hl-sighting-facts')
@localized()
export class HlSightingFacts extends LitElement {
  static override styles = [base, factsStyles];

  @property({ attribute: false }) body: SightingBody | null = null;
  /** In the words of the duty room; null where nobody knows the places around. */
  @property() place: string | null = null;
  @property({ type: Number }) now = 0;

  protected override render() {
    if (!this.body) return nothing;
    const { sign, size, source, seenAt } = this.body;
    return html`<dl>
      ${this.#renderItem(msg('Seen'), `${sayTerm(sightingSigns[sign])} · ${sayTerm(sightingSizes[size])}`)}
      ${this.#renderItem(msg('Time (Weihai)'), formatMoment(seenAt, this.now, currentLanguage()))}
      ${this.#renderItem(msg('Place'), this.#sayWhere(this.body))}
      ${this.#renderItem(msg('From'), sayTerm(sightingSources[source]))}
    </dl>`;
  }

  #sayWhere({ fix, aim }: SightingBody): string {
    if (!fix) return msg('no position');
    const language = currentLanguage();
    const from = [this.place, formatPosition(fix.lon, fix.lat, language)].filter(Boolean).join(' · ');
    if (!aim) return from;
    const [direction, distance] = [sayDirection(aim.bearingDegrees), formatDistance(aim.distanceMeters, language)];
    return msg(str`about ${distance} to the ${direction} of ${from}`);
  }

  #renderItem(label: string, value: string): TemplateResult {
    return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  }
}
