import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import * as v from 'valibot';
import { eventKinds, partyKinds, verdictKinds, verdictReasons } from '../../domain/shared/codes.ts';
import { type ViolationBody, type ViolationFields, violationBodySchema } from '../../protocol/event.ts';
import { clockContext, lockContext, ownRecordsContext, pulledContext, syncContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { formatPosition } from '../kit/format-position.ts';
import '../kit/hl-cited-permit.ts';
import '../kit/hl-further-rulings.ts';
import '../kit/hl-legal-basis.ts';
import '../kit/hl-record-story.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Locking } from '../lock-ports.ts';
import type { Clock, OwnRecord, OwnRecords, Pulled, Sync } from '../ports.ts';
import './hl-custody-steps.ts';
import './hl-photo-thumb.ts';
import { isDemonstration } from './hl-record-row.ts';
import { renderMatter } from './render-matter.ts';
import { numberOf, onItsWay, sayBracket, sayClosed } from './say-custody.ts';
import { describeSource, sayCode, sayConduct } from './violation-words.ts';

/** What can be added to, and taken back. */
const remarkable: readonly string[] = ['violation', 'sighting', 'pass'];

/** One saved record, to read and never to change. The review copy is opened in memory and forgotten with the page. */
@customElement('hl-record-detail-page')
@localized()
export class HlRecordDetailPage extends LitElement {
  static override styles = [
    base,
    page,
    css`
      dl {
        display: grid;
        gap: var(--hl-space-3);
      }

      dt {
        color: var(--hl-ink-soft);
        font-size: var(--hl-text-small);
      }

      dd {
        overflow-wrap: anywhere;
        white-space: pre-line;
      }

      .photos {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
        gap: var(--hl-space-2);
      }

      .times {
        margin-top: var(--hl-space-3);
      }
    `,
  ];

  @consume({ context: ownRecordsContext }) records!: OwnRecords;
  @consume({ context: lockContext }) lock!: Pick<Locking, 'state'>;
  @consume({ context: syncContext }) sync!: Sync;
  @consume({ context: clockContext }) clock!: Clock;
  @consume({ context: pulledContext }) pulled!: Pulled;
  @property({ attribute: false }) recordId = '';

  readonly #record = new LiveController(
    this,
    () => [this.records, this.recordId] as const,
    (records, id) => records.one(id),
  );
  readonly #lock = new LiveController(
    this,
    () => [this.lock] as const,
    (lock) => lock.state,
  );
  readonly #sync = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );
  readonly #now = new LiveController(
    this,
    () => [this.clock] as const,
    (clock) => clock.live,
  );
  readonly #stations = new LiveController(
    this,
    () => [this.pulled] as const,
    (pulled) => pulled.stations,
  );
  readonly #fields = new Task(this, {
    args: () => [this.recordId] as const,
    task: ([id]) => this.records.openFields(id),
  });
  readonly #openPhoto = (part: string) => this.records.openPhoto(this.recordId, part);

  protected override render(): TemplateResult {
    const record = this.#record.value;
    const title = record
      ? record.kind === 'violation' && record.spoilt !== 'text'
        ? sayConduct(record.body['act'])
        : sayCode(eventKinds, record.kind)
      : msg('Record');
    return html`<header class="top">
        <a class="back" href="#/records" aria-label=${msg('Back')}>${icon('back')}</a>
        <h1 tabindex="-1">${title}</h1>
      </header>
      <div class="sections">${record ? this.#renderRecord(record) : this.#renderMissing()}</div>`;
  }

  #renderMissing(): TemplateResult {
    return html`<p role="status">${this.#record.value === null ? msg('This record is not on this phone.') : msg('One moment')}</p>`;
  }

  #renderRecord(record: OwnRecord): TemplateResult {
    const body = v.safeParse(violationBodySchema, record.body);
    return html`${this.#renderCustody(record)}
    ${remarkable.includes(record.kind) ? html`<div class="panel"><hl-record-story .record=${record.id} .hasAct=${record.kind === 'violation'} .now=${Date.now()}></hl-record-story></div>` : null}
    ${body.success ? this.#renderBody(body.output) : renderMatter(record, this.#stations.value ?? [], Date.now())}
    ${this.#fields.render({
      pending: () => html`<p role="status">${msg('Opening…')}</p>`,
      error: () => this.#renderClosed(record),
      complete: (fields) => (fields ? this.#renderFields(fields) : this.#renderClosed(record)),
    })}`;
  }

  #renderCustody(record: OwnRecord): TemplateResult {
    const say = (at: number) => formatMoment(at, Date.now(), currentLanguage());
    return html`<section class="panel" aria-label=${msg('Where it stands')}>
      ${isDemonstration(record) ? html`<p><span class="demonstration">${msg('Demo data, not official boundaries')}</span></p>` : null}
      <hl-custody-steps full .record=${onItsWay(record, this.#sync.value)}></hl-custody-steps>
      <p class="times">${msg(str`Record no. ${numberOf(record)}`)}</p>
      <p class="soft times">${msg(str`Saved on this phone: ${say(record.savedAt)}`)}</p>
      ${record.receivedAt === null ? null : html`<p class="soft">${msg(str`Received by command: ${say(record.receivedAt)}`)}</p>`}
      ${this.#renderBracket(record)}
    </section>`;
  }

  #renderBracket(record: OwnRecord): TemplateResult | null {
    const now = this.#now.value;
    const skewMs = now?.kind === 'doubtful' ? Number.POSITIVE_INFINITY : (now?.skewMs ?? null);
    const words = sayBracket(record, skewMs, Date.now());
    return words === null ? null : html`<p class="soft times">${words}</p>`;
  }

  #renderBody({ act, party, fix, happenedAt, verdict, rulebook, zones, further }: ViolationBody): TemplateResult {
    const language = currentLanguage();
    const cited = verdict.articles.length > 0 ? ` · ${formatArticles(verdict.articles, language)}` : '';
    return html`<section class="panel" aria-label=${msg('What was recorded')}>
      <dl>
        ${this.#renderItem(msg('Time (Weihai)'), formatMoment(happenedAt, Date.now(), language))}
        ${this.#renderItem(msg('Place'), fix ? `${formatPosition(fix.lon, fix.lat, language)}\n${describeSource(fix)}` : msg('No position'))}
        ${this.#renderItem(msg('Whom it concerns'), sayTerm(partyKinds[party]))}
        ${this.#renderItem(msg('By the rules, fire here:'), `${sayTerm(verdictKinds[verdict.kind])} · ${sayTerm(verdictReasons[verdict.reason])}${cited}`)}
        ${this.#renderItem(msg('Judged by'), msg(str`Rulebook version ${rulebook.version}, zone data version ${zones.version}`))}
      </dl>
      <hl-further-rulings .rulings=${further?.rulings ?? []}></hl-further-rulings>
      <hl-cited-permit .permit=${further?.permit ?? null} .now=${Date.now()}></hl-cited-permit>
      <hl-legal-basis .conduct=${act} .happenedAt=${happenedAt} .cited=${further?.legal ?? null}></hl-legal-basis>
    </section>`;
  }

  #renderFields({ name, idNumber, phone, plate, note, attachments }: ViolationFields): TemplateResult {
    const items = [
      [msg('Name of person or unit'), name],
      [msg('ID number or credit code'), idNumber],
      [msg('Phone'), phone],
      [msg('Number plate'), plate],
      [msg('Note'), note],
    ] as const;
    return html`<section class="panel" aria-label=${msg('Personal details')}>
        <dl>${items.map(([label, value]) => this.#renderItem(label, value || '—'))}</dl>
      </section>
      <section class="panel" aria-label=${msg('Photos')} ?hidden=${attachments.length === 0}>
        <div class="photos">
          ${attachments.map(({ part }, index) => html`<hl-photo-thumb .photo=${part} .open=${this.#openPhoto} .label=${msg(str`Photo ${index + 1}`)}></hl-photo-thumb>`)}
        </div>
      </section>`;
  }

  #renderClosed({ isOthers = false }: OwnRecord): TemplateResult | null {
    if (this.#lock.value?.kind === 'locked' && !isOthers) return null;
    return html`<p class="panel">${sayClosed(isOthers)}</p>`;
  }

  #renderItem(label: string, value: string): TemplateResult {
    return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  }
}
