import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { acts, breaches, fixSources, partyKinds, verdictKinds, verdictReasons } from '../../domain/shared/codes.ts';
import type { CaseRow } from '../casework-ports.ts';
import { packagesContext, storiesContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { formatPosition } from '../kit/format-position.ts';
import '../kit/hl-cited-permit.ts';
import '../kit/hl-legal-basis.ts';
import '../kit/hl-record-story.ts';
import { LiveController } from '../kit/live-controller.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';
import type { ViolationRow } from '../ports.ts';
import { type RecordStories, voidingOf } from '../story-ports.ts';
import { badgeStyles } from './badge.css.ts';
import { detailStyles } from './detail.css.ts';
import { renderDetailHead } from './detail-head.ts';
import './hl-case-panel.ts';
import { renderCustody, sayCitation } from './render-custody.ts';
import { renderErased } from './render-erased.ts';
import { renderWords } from './render-words.ts';
import { sayFixAge } from './say-fix-age.ts';
import './hl-evidence-export.ts';
import './hl-record-erasure.ts';
import './hl-sealed-part.ts';
import type { Person } from './people-of.ts';
import { sayBracket } from './say-bracket.ts';
import { renderDoubt } from './say-doubt.ts';
import { sayPerson } from './say-person.ts';
import { sayPlace } from './say-place.ts';
import { sayWould } from './say-would.ts';
import { renderDemonstration, renderReview, renderVoided } from './status-badge.ts';

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

  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: storiesContext }) stories!: RecordStories;
  @property({ attribute: false }) row: ViolationRow | null = null;
  @property({ attribute: false }) case: CaseRow | null = null;
  @property({ attribute: false }) rulebooks: readonly Rulebook[] = [];
  @property({ attribute: false }) places: FeatureCollection | null = null;
  @property({ attribute: false }) people: ReadonlyMap<string, Person> = new Map();
  /** When the phone that made it was lost or stolen, if it was. */
  @property({ attribute: false }) lostFrom: number | null = null;
  @property({ type: Number }) now = 0;

  /** The rulebook of the record's own version, whatever is in use now. */
  readonly #cited = new Task(this, {
    args: () => [this.packages, this.row?.body.rulebook.sha256 ?? null] as const,
    task: ([packages]) => (this.row ? packages.citedRulebook(this.row.body.rulebook) : null),
  });

  readonly #stories = new LiveController(
    this,
    () => [this.stories] as const,
    ({ remarks }) => remarks,
  );

  protected override render() {
    const { row } = this;
    if (!row) return nothing;
    const remarks = this.#stories.value?.get(row.id) ?? [];
    return html`
      ${renderDetailHead(
        this,
        sayTerm({ ...acts, ...breaches }[row.body.act]),
        html`<div class="badges">
          <span class="badge">${msg('suspected violation')}</span>
          ${voidingOf(remarks) ? renderVoided() : nothing} ${renderReview(row)}
          ${row.body.zones.demonstration ? renderDemonstration() : nothing}
        </div>`,
      )}
      ${renderDoubt(row, this.lostFrom, this.now)} ${this.#renderVerdict(row)} ${this.#renderWhere(row)}
      <section><hl-record-story .hasAct=${true} .record=${row.id} .sayPerson=${(id: string) => sayPerson(this.people, id)} .now=${this.now}>${remarks.map(renderWords)}</hl-record-story></section>
      <hl-case-panel .violation=${row.id} .happenedAt=${row.body.happenedAt} .row=${this.case} .people=${this.people} .now=${this.now}></hl-case-panel>
      ${this.#renderParts(row)} ${renderCustody(row, this.rulebooks, this.now)}
      <hl-evidence-export .records=${[row.id]}></hl-evidence-export>
      ${row.erased || row.parts.length === 0 ? nothing : html`<hl-record-erasure .record=${row.id}></hl-record-erasure>`}
    `;
  }

  #renderVerdict({ body, would }: ViolationRow): TemplateResult {
    const { verdict, further } = body;
    const texts = (this.#cited.value?.articles ?? []).filter(({ article }) => verdict.articles.includes(article));
    const language = currentLanguage();
    return html`<section>
      <h3>${msg('As judged on the spot')}</h3>
      <p class="verdict" data-kind=${verdict.kind}>${sayTerm(verdictKinds[verdict.kind])} · ${sayTerm(verdictReasons[verdict.reason])}</p>
      ${verdict.articles.length > 0 && texts.length === 0 ? html`<p>${formatArticles(verdict.articles, language)}</p>` : nothing}
      ${verdict.articles.length > 0 && this.#cited.value === null ? html`<p class="soft">${msg('The words of that version are not on this desk; they come when there is contact with the hub.')}</p>` : nothing}
      <ul class="articles">
        ${texts.map(({ article, text }) => html`<li class="plain"><strong>${formatArticles([article], language)}</strong> ${sayTerm(text)}</li>`)}
      </ul>
      <hl-cited-permit .permit=${further?.permit ?? null} .now=${this.now}></hl-cited-permit>
      ${(further?.rulings ?? []).map((ruling) => html`<p class="also">${sayCitation(ruling.rulebook, this.rulebooks)}: ${sayTerm(verdictKinds[ruling.kind])} · ${formatArticles(ruling.articles, language)}</p>`)}
      <hl-legal-basis .conduct=${body.act} .happenedAt=${body.happenedAt} .cited=${further?.legal ?? null}></hl-legal-basis>
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

  #sayFix({ fix, happenedAt }: ViolationRow['body']) {
    if (!fix) return msg('no position');
    const language = currentLanguage();
    const accuracy = fix.accuracyMeters === null ? '' : msg(str`within ${Math.round(fix.accuracyMeters)} m`);
    return html`${sayPlace(fix, this.places, language)}<br />${formatPosition(fix.lon, fix.lat, language)}<br />
      <span class="soft">${[sayTerm(fixSources[fix.source]), accuracy, sayFixAge(fix.takenAt, happenedAt)].filter(Boolean).join(' · ')}</span>`;
  }

  #renderParts(row: ViolationRow): TemplateResult {
    if (row.erased) return renderErased(row.erased, this.now);
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
            .party=${row.body.party}
            .number=${shown.filter(({ role }) => role === part.role).indexOf(part) + 1}
          ></hl-sealed-part>`,
        )}
        <p class="soft">
          ${msg('Opened parts stay in memory only and close after five minutes or when this tab is hidden.')}
        </p>
      </div>
    </section>`;
  }
}
