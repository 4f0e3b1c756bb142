import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatPosition } from '../kit/format-position.ts';
import { formatAge } from '../kit/format-span.ts';
import { icon } from '../kit/icon.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { PositionRow } from '../ports.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import { isPositionStale, positionAge } from './order-positions.ts';
import type { Person } from './people-of.ts';
import { sayMoment } from './say-moment.ts';
import { sayRole } from './say-person.ts';
import { sayPlace } from './say-place.ts';

/** Where a ranger last was, and how long ago. Fires `hl-detail-close`. */
@customElement('hl-ranger-detail')
@localized()
export class RangerDetail extends LitElement {
  static override styles = [base, controls, badgeStyles, detailStyles];

  @property({ attribute: false }) row: PositionRow | null = null;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const language = currentLanguage();
    const name = this.people.get(row.person)?.name ?? msg('a person not known here');
    const stale = isPositionStale(row, this.now);
    const state = stale
      ? html`<span class="badge unknown">${icon('offline')}${msg('no contact')}</span>`
      : html`<span class="badge">${icon('pin')}${formatAge(positionAge(row, this.now), language)}</span>`;
    return html`
      ${renderDetailHead(this, name, html`<div class="badges"><span class="badge">${sayRole(row.role)}</span>${state}</div>`)}
      <section>
        <h3>${stale ? msg('Last position, no longer current') : msg('Position')}</h3>
        <dl>
          <dt>${msg('Place')}</dt><dd>${sayPlace(row, this.places, language)}<br />${formatPosition(row.lon, row.lat, language)}</dd>
          <dt>${msg('Accuracy')}</dt><dd>${msg(str`within ${Math.round(row.accuracyMeters)} m`)}</dd>
          <dt>${msg('Taken')}</dt><dd>${sayMoment(row.takenAt, this.now, language)}</dd>
          <dt>${msg('Received')}</dt><dd>${formatMoment(row.receivedAt, this.now, language)}</dd>
        </dl>
      </section>
      ${this.#renderCrossings(row)}
    `;
  }

  #renderCrossings({ crossings }: PositionRow) {
    if (crossings.length === 0) return nothing;
    const language = currentLanguage();
    return html`<section>
      <h3>${msg('Into and out of the fire zone')}</h3>
      <dl>
        ${crossings
          .toReversed()
          .map(
            ({ kind, at }) =>
              html`<dt>${sayMoment(at, this.now, language)}</dt><dd>${kind === 'enter' ? msg('entered') : msg('left')}</dd>`,
          )}
      </dl>
    </section>`;
  }
}
