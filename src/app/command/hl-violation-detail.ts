import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import {
  acts,
  breaches,
  fixSources,
  outcomes,
  partyKinds,
  verdictKinds,
  verdictReasons,
} from '../../domain/shared/codes.ts';
import type { Citation } from '../../protocol/event.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { formatPosition } from '../kit/format-position.ts';
import '../kit/hl-legal-basis.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-sealed-part.ts';
import type { Person } from './people-of.ts';
import { sayBracket } from './say-bracket.ts';
import { sayPerson } from './say-person.ts';
import { sayPlace } from './say-place.ts';
import { sayWould } from './say-would.ts';
import { renderDemonstration } from './status-badge.ts';

/** One suspected violation: what is in clear, and its sealed parts as envelopes. Fires `hl-detail-close`. */
@customElement('hl-violation-detail')
@localized()
export class ViolationDetail extends LitElement {
  static override styles = [
    base,
    controls,
    badgeStyles,
    detailStyles,
    css`
      .parts {
        display: grid;
        gap: 10px;
      }
      .parts p {
        font-size: 0.875rem;
      }
    `,
  ];

  @property({ attribute: false }) row: ViolationRow | null = null;
  @property({ attribute: false }) rulebooks: readonly Rulebook[] = [];
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const isHeld = row.outcome === 'held';
    return html`
      ${renderDetailHead(
        this,
        sayTerm({ ...acts, ...breaches }[row.body.act]),
        html`<div class="badges">
          <span class="badge">${msg('suspected violation')}</span>
          ${isHeld ? html`<span class="badge warn">${msg('held for review')}</span>` : nothing}
          ${row.body.zones.demonstration ? renderDemonstration() : nothing}
        </div>`,
      )}
      ${this.#renderVerdict(row)} ${this.#renderWhere(row)} ${this.#renderParts(row)} ${this.#renderCustody(row)}
    `;
  }

  #renderVerdict({ body, would }: ViolationRow): TemplateResult {
    const { verdict, rulebook, further } = body;
    const same = this.rulebooks.find(({ id, version }) => id === rulebook.id && version === rulebook.version);
    const texts = (same?.articles ?? []).filter(({ article }) => verdict.articles.includes(article));
    const language = currentLanguage();
    return html`<section>
      <h3>${msg('As judged on the spot')}</h3>
      <p class="verdict" data-kind=${verdict.kind}>${sayTerm(verdictKinds[verdict.kind])} · ${sayTerm(verdictReasons[verdict.reason])}</p>
      ${verdict.articles.length > 0 && texts.length === 0 ? html`<p>${formatArticles(verdict.articles, language)}</p>` : nothing}
      <ul class="articles">
        ${texts.map(({ article, text }) => html`<li class="plain"><strong>${formatArticles([article], language)}</strong> ${sayTerm(text)}</li>`)}
      </ul>
      ${(further?.rulings ?? []).map((ruling) => html`<p class="also">${this.#sayCitation(ruling.rulebook)}: ${sayTerm(verdictKinds[ruling.kind])} · ${formatArticles(ruling.articles, language)}</p>`)}
      <hl-legal-basis .conduct=${body.act} .happenedAt=${body.happenedAt}></hl-legal-basis>
      ${would ? html`<p class="would">${sayWould(would)}</p>` : nothing}
    </section>`;
  }

  #renderWhere({ body, bracket, person }: ViolationRow): TemplateResult {
    const language = currentLanguage();
    const happened = formatMoment(body.happenedAt, this.now, language);
    return html`<section>
      <h3>${msg('Where, when, who')}</h3>
      <dl>
        <dt>${msg('Place')}</dt><dd>${this.#sayFix(body)}</dd>
        <dt>${msg('Time by the phone')}</dt><dd>${happened}</dd>
        <dt>${msg('True time')}</dt><dd>${sayBracket(bracket, body.happenedAt, this.now, language)}</dd>
        <dt>${msg('Concerns')}</dt><dd>${sayTerm(partyKinds[body.party])}</dd>
        <dt>${msg('Recorded by')}</dt><dd>${sayPerson(this.people, person)}</dd>
      </dl>
    </section>`;
  }

  #sayFix({ fix }: ViolationRow['body']) {
    if (!fix) return msg('no position');
    const language = currentLanguage();
    const accuracy = fix.accuracyMeters === null ? '' : msg(str`within ${Math.round(fix.accuracyMeters)} m`);
    return html`${sayPlace(fix, this.places, language)}<br />${formatPosition(fix.lon, fix.lat, language)}<br />
      <span class="soft">${[sayTerm(fixSources[fix.source]), accuracy].filter(Boolean).join(' · ')}</span>`;
  }

  #renderParts(row: ViolationRow): TemplateResult {
    const photos = row.parts.filter(({ role }) => role === 'photo');
    return html`<section>
      <h3>${msg(str`Sealed parts · ${row.partsReceived} of ${row.parts.length} received`)}</h3>
      <div class="parts">
        ${repeat(
          row.parts,
          ({ sha256 }) => `${row.id} ${sha256}`,
          (part) => html`<hl-sealed-part
            .event=${row.id}
            .sealed=${part}
            .party=${row.body.party}
            .number=${photos.indexOf(part) + 1}
          ></hl-sealed-part>`,
        )}
        <p class="soft">
          ${msg('Opened parts stay in memory only and close after five minutes or when this tab is hidden.')}
        </p>
      </div>
    </section>`;
  }

  #renderCustody(row: ViolationRow): TemplateResult {
    const received = formatMoment(row.bracket.toAt, this.now, currentLanguage());
    return html`<section>
      <h3>${msg('Custody and sources')}</h3>
      <dl>
        <dt>${msg('Receipt')}</dt><dd>${sayTerm(outcomes[row.outcome])} · ${received}</dd>
        <dt>${msg('Rulebook')}</dt><dd>${this.#sayCitation(row.body.rulebook)}</dd>
        <dt>${msg('Zone data')}</dt><dd>${this.#sayCitation(row.body.zones)}</dd>
      </dl>
      <details>
        <summary>${msg('Numbers for checking')}</summary>
        <dl>
          <dt>${msg('Record')}</dt><dd><code>${row.id}</code></dd>
          <dt>${msg('Chain')}</dt><dd><code>${row.chain}</code> · ${row.seq}</dd>
          <dt>${msg('Rulebook')}</dt><dd><code>${row.body.rulebook.sha256}</code></dd>
          <dt>${msg('Zone data')}</dt><dd><code>${row.body.zones.sha256}</code></dd>
        </dl>
      </details>
    </section>`;
  }

  #sayCitation({ id, version, demonstration }: Citation) {
    const known = this.rulebooks.find((rulebook) => rulebook.id === id)?.documentNumber ?? id;
    return html`${known} · ${msg(str`version ${version}`)} ${demonstration ? renderDemonstration() : nothing}`;
  }
}
