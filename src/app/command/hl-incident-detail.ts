import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { codesOf, custodyStatuses } from '../../domain/shared/codes.ts';
import { incidentKinds, incidentVerdicts } from '../../domain/shared/incident-codes.ts';
import type { IncidentRow } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import type { DeskPicture } from './desk-picture.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-incident-history.ts';
import './hl-incident-joining.ts';
import { IncidentSayEvent } from './incident-say-event.ts';
import { RowOpenEvent } from './row-open-event.ts';
import { type KnownSigns, sayIncident, sayIncidentSpan, sayMember } from './say-incident.ts';

/** One incident: what explains it, what it was found to be, its signs, what was decided. Fires `hl-incident-say`, `hl-row-open`. */
@customElement('hl-incident-detail')
@localized()
export class IncidentDetail extends LitElement {
  static override styles = [
    base,
    controls,
    badgeStyles,
    detailStyles,
    css`
      .verdicts {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 8px;
      }
      .verdicts button[aria-pressed='true'] {
        border-color: var(--hl-primary);
        background: var(--hl-primary);
        color: var(--hl-on-primary);
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 10px;
        align-items: center;
        padding-block: 6px;
      }
      li .soft {
        grid-column: 2;
      }
      .sign {
        justify-content: start;
        min-height: 32px;
        padding: 0;
        border: 0;
        background: none;
        color: var(--hl-ink);
        font-weight: 600;
        text-align: start;
      }
      input {
        width: 22px;
        height: 22px;
      }
      .split {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) row: IncidentRow | null = null;
  @property({ attribute: false }) picture: DeskPicture | null = null;
  /** Signs chosen to be split off. */
  @state() private chosen: readonly string[] = [];

  protected override render() {
    const { row, picture } = this;
    if (!row || !picture) return nothing;
    const badges = html`<div class="badges">
      <span class="badge ${row.verdict === 'confirmed' ? 'danger' : ''}">${sayTerm(incidentVerdicts[row.verdict])}</span>
      <span class="badge">${sayTerm(incidentKinds[row.kind])}</span>
    </div>`;
    return html`
      ${renderDetailHead(this, sayIncident(row, picture.places), badges)} ${this.#renderPermit(row, picture)}
      ${this.#renderVerdicts(row)} ${this.#renderSigns(row, picture)}
      <hl-incident-joining .row=${row} .picture=${picture}></hl-incident-joining>
      <hl-incident-history .row=${row} .people=${picture.people} .now=${picture.now}></hl-incident-history>
    `;
  }

  /** A box somebody has touched heeds no attribute any more. */
  protected override updated(): void {
    for (const box of this.renderRoot.querySelectorAll('input')) box.checked = this.chosen.includes(box.value);
  }

  #renderPermit({ permit }: IncidentRow, { permits }: DeskPicture) {
    if (permit === null) return nothing;
    const number = permits.find(({ id }) => id === permit)?.documentNumber ?? msg('a permit not known here');
    return html`<section>
      <h3>${msg('Explained by a permitted burn')}</h3>
      <p><strong>${number}</strong></p>
      <p class="soft">${msg('Place and time of all signs are covered. Whether it is this burn, somebody has to find out.')}</p>
    </section>`;
  }

  #renderVerdicts(row: IncidentRow): TemplateResult {
    const members = row.members.map(({ id }) => id);
    const waits = row.own.filter(({ said }) => said.deed === 'verify').at(-1);
    return html`<section>
      <h3>${msg('What it was found to be')}</h3>
      <div class="verdicts" role="group" aria-label=${msg('What it was found to be')}>
        ${codesOf(incidentVerdicts).map((verdict) => {
          const say = () => this.dispatchEvent(new IncidentSayEvent({ deed: 'verify', members, verdict }));
          return html`<button type="button" aria-pressed=${row.verdict === verdict} @click=${say}>${sayTerm(incidentVerdicts[verdict])}</button>`;
        })}
      </div>
      ${waits ? html`<p class="soft" role="status">${sayTerm(custodyStatuses[waits.custody])}</p>` : nothing}
    </section>`;
  }

  #renderSigns(row: IncidentRow, picture: DeskPicture): TemplateResult {
    const known = withoutLoading(picture);
    const canSplit = row.kind === 'fire' && row.members.length > 1;
    return html`<section>
      <h3>${msg(str`Its signs · ${row.members.length}`)}</h3>
      <p class="soft">${sayIncidentSpan(row, picture.now)}</p>
      <ul>${row.members.map((member) => this.#renderSign(member, canSplit, known, picture.now))}</ul>
      ${canSplit ? this.#renderSplit(row) : nothing}
    </section>`;
  }

  #renderSign({ id, kind, fromAt }: IncidentRow['members'][number], canSplit: boolean, known: KnownSigns, now: number) {
    const words = sayMember(id, known);
    const toggle = () =>
      (this.chosen = this.chosen.includes(id) ? this.chosen.filter((one) => one !== id) : [...this.chosen, id]);
    return html`<li>
      ${canSplit ? html`<input type="checkbox" aria-label=${msg(str`Choose: ${words}`)} .value=${id} @change=${toggle} />` : html`<span></span>`}
      <button type="button" class="sign" @click=${() => this.dispatchEvent(new RowOpenEvent(kind, id))}>${words}</button>
      <span class="soft">${formatMoment(fromAt, now, currentLanguage())}</span>
    </li>`;
  }

  #renderSplit({ members }: IncidentRow): TemplateResult {
    const these = members.map(({ id }) => id).filter((id) => this.chosen.includes(id));
    const those = members.map(({ id }) => id).filter((id) => !this.chosen.includes(id));
    const split = () => {
      this.chosen = [];
      this.dispatchEvent(new IncidentSayEvent({ deed: 'split', these, those }));
    };
    return html`<button type="button" class="split" ?disabled=${these.length === 0 || those.length === 0} @click=${split}>
      ${msg('Split off what is chosen')}
    </button>`;
  }
}

function withoutLoading({ alarms, sightings, stations, places }: DeskPicture): KnownSigns {
  return { alarms: alarms ?? [], sightings: sightings ?? [], stations: stations ?? [], places };
}
