import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ViolationFields } from '../../protocol/event.ts';
import { draftsContext, ownRecordsContext, peopleContext, storiesContext, syncContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { icon } from '../kit/icon.ts';
import '../kit/hl-problem.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { People } from '../people-ports.ts';
import type { Drafts, OwnRecord, OwnRecords, Sync, ViolationDraft } from '../ports.ts';
import { type RecordStories, voidingOf } from '../story-ports.ts';
import { isUntouched } from './draft-keeper.ts';
import './hl-record-row.ts';
import { onItsWay } from './say-custody.ts';
import { sayConduct } from './violation-words.ts';

/** So many records are listed at first, and twice as many each time older ones are asked for. */
const firstListed = 100;

/** So many rows have their review copy opened; older ones show what is in clear. */
const openedRows = 40;

/** This phone's own records, newest first, drafts above them. Works without signal. */
@customElement('hl-record-list-page')
@localized()
export class HlRecordListPage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      ul {
        display: grid;
        gap: var(--hl-space-2);
      }

      .draft {
        justify-content: flex-start;
        width: 100%;
        text-align: start;
        border-style: dashed;
      }

      .empty {
        display: grid;
        justify-items: center;
        gap: var(--hl-space-3);
        padding: var(--hl-space-6) var(--hl-space-4);
        text-align: center;
      }

      .empty > svg {
        width: 3.5rem;
        height: 3.5rem;
        color: var(--hl-line-strong);
      }
    `,
  ];

  @consume({ context: ownRecordsContext }) records!: OwnRecords;
  @consume({ context: draftsContext }) drafts!: Drafts;
  @consume({ context: syncContext }) sync!: Sync;
  @consume({ context: storiesContext }) stories!: RecordStories;
  @consume({ context: peopleContext }) people!: People;
  @state() private most = firstListed;
  @state() private fields: ReadonlyMap<string, ViolationFields | null> = new Map();

  readonly #rows = new LiveController(
    this,
    () => [this.records, this.most] as const,
    (records, most) => records.newest(most),
  );
  readonly #draftRows = new LiveController(
    this,
    () => [this.drafts] as const,
    (drafts) => drafts.all,
  );
  readonly #sync = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );
  readonly #stories = new LiveController(
    this,
    () => [this.stories] as const,
    ({ remarks }) => remarks,
  );
  readonly #others = new LiveController(
    this,
    () => [this.people] as const,
    (people) => people.othersDrafts,
  );
  /** What is shown while more is read. */
  #listed: readonly OwnRecord[] | undefined;
  readonly #asked = new Set<string>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.fields = new Map();
    this.#asked.clear();
  }

  protected override update(changed: PropertyValues): void {
    this.#listed = this.#rows.value ?? this.#listed;
    super.update(changed);
  }

  protected override updated(): void {
    for (const { id, kind } of (this.#listed ?? []).slice(0, openedRows)) {
      if (kind === 'violation' && !this.#asked.has(id)) void this.#openFields(id);
    }
  }

  protected override render(): TemplateResult {
    return html`<header class="top"><h1 tabindex="-1">${msg('My records')}</h1></header>
      <div class="sections">${this.#renderDrafts()} ${this.#renderOthers()} ${this.#renderRecords()}</div>`;
  }

  #renderRecords(): TemplateResult {
    const problem = this.#rows.problem;
    if (problem) return html`<hl-problem .problem=${problem}></hl-problem>`;
    if (!this.#listed) return html`<p role="status">${msg('One moment')}</p>`;
    if (this.#listed.length === 0) return this.#renderEmpty();
    return html`<ul>
      ${repeat(
        this.#listed,
        ({ id }) => id,
        (record) => this.#renderRow(record),
      )}
    </ul>
    ${this.#listed.length < this.most ? null : html`<button type="button" @click=${this.#showOlder}>${msg('Show older')}</button>`}`;
  }

  #renderRow(record: OwnRecord): TemplateResult {
    const fields = this.fields.get(record.id) ?? null;
    const isVoided = voidingOf(this.#stories.value?.get(record.id)) !== null;
    return html`<li><hl-record-row ?voided=${isVoided} .record=${onItsWay(record, this.#sync.value)} .fields=${fields} .nowAt=${Date.now()}></hl-record-row></li>`;
  }

  #renderEmpty(): TemplateResult {
    return html`<div class="empty">
      ${icon('records')}
      <p>${msg('No records on this phone yet.')}</p>
      <a class="button primary" href="#/record">${icon('plus')}${msg('Record a suspected violation')}</a>
    </div>`;
  }

  #renderDrafts(): TemplateResult | null {
    const drafts = (this.#draftRows.value ?? []).filter((draft) => !isUntouched(draft));
    if (drafts.length === 0) return null;
    return html`<ul aria-label=${msg('Drafts')}>${drafts.map((draft) => html`<li>${this.#renderDraft(draft)}</li>`)}</ul>`;
  }

  #renderOthers(): TemplateResult | null {
    const count = this.#others.value ?? 0;
    return count === 0
      ? null
      : html`<p class="soft">${msg(str`${count} drafts of other people on this phone: they see them when they are on duty.`)}</p>`;
  }

  #renderDraft({ id, act, photos, updatedAt }: ViolationDraft): TemplateResult {
    const what = act === null ? msg('No act chosen yet') : sayConduct(act);
    const when = formatMoment(updatedAt, Date.now(), currentLanguage());
    return html`<a class="button draft" href="#/record/${id}">
      ${icon('records')}<span>${msg(str`Draft, not saved yet: ${what}`)}<br /><span class="soft">${when} · ${msg(str`${photos.length} photos`)}</span></span>
    </a>`;
  }

  readonly #showOlder = () => {
    this.most *= 2;
  };

  async #openFields(id: string): Promise<void> {
    this.#asked.add(id);
    const fields = await this.records.openFields(id);
    if (this.isConnected) this.fields = new Map(this.fields).set(id, fields);
  }
}
