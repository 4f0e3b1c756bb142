import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { eventKinds } from '../../domain/shared/codes.ts';
import { sightingSources } from '../../domain/shared/incident-codes.ts';
import { storiesContext } from '../contexts.ts';
import type { SightingRow } from '../incident-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import type { RecordStories } from '../story-ports.ts';
import '../kit/hl-record-story.ts';
import '../kit/hl-sighting-facts.ts';
import { LiveController } from '../kit/live-controller.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-sealed-part.ts';
import type { Person } from './people-of.ts';
import { renderErased } from './render-erased.ts';
import { renderWords } from './render-words.ts';
import { sayBracket } from './say-bracket.ts';
import { sayPerson } from './say-person.ts';
import { sayPlace } from './say-place.ts';

/** One sighting of suspected fire: what is in clear, and its sealed parts as envelopes. Fires `hl-detail-close`. */
@customElement('hl-sighting-detail')
@localized()
export class SightingDetail extends LitElement {
  static override styles = [base, controls, badgeStyles, detailStyles, css`.parts { display: grid; gap: 10px; }`];

  @consume({ context: storiesContext }) stories!: RecordStories;
  @property({ attribute: false }) row: SightingRow | null = null;
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  @property({ type: Number }) now = 0;

  readonly #stories = new LiveController(
    this,
    () => [this.stories] as const,
    ({ remarks }) => remarks,
  );

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const { body } = row;
    const badge = html`<div class="badges"><span class="badge">${sayTerm(sightingSources[body.source])}</span></div>`;
    const place = body.fix && sayPlace(body.fix, this.places, currentLanguage());
    return html`
      ${renderDetailHead(this, sayTerm(eventKinds.sighting), badge)}
      <section><hl-sighting-facts .body=${body} .place=${place} .now=${this.now}></hl-sighting-facts></section>
      <section>
        <dl>
          <dt>${msg('Recorded by')}</dt><dd>${sayPerson(this.people, row.person)}</dd>
          <dt>${msg('True time')}</dt><dd>${sayBracket(row.bracket, body.seenAt, this.now, currentLanguage())}</dd>
        </dl>
      </section>
      <section><hl-record-story .record=${row.id} .sayPerson=${(id: string) => sayPerson(this.people, id)} .now=${this.now}>${(this.#stories.value?.get(row.id) ?? []).map(renderWords)}</hl-record-story></section>
      ${row.erased ? renderErased(row.erased, this.now) : this.#renderParts(row)}
    `;
  }

  #renderParts(row: SightingRow): TemplateResult {
    const isWhole = row.partsReceived === row.parts.length;
    const shown = row.parts.filter(({ role }) => role !== 'thumbnail' || !isWhole);
    return html`<section>
      <h3>${msg(str`Sealed parts · ${row.partsReceived} of ${row.parts.length} received`)}</h3>
      <div class="parts">
        ${repeat(
          shown,
          ({ sha256 }) => `${row.id} ${sha256}`,
          (part) => html`<hl-sealed-part
            .event=${row.id}
            .sealed=${part}
            .number=${shown.filter(({ role }) => role === part.role).indexOf(part) + 1}
          ></hl-sealed-part>`,
        )}
      </div>
    </section>`;
  }
}
