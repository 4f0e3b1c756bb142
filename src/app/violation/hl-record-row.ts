import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import * as v from 'valibot';
import { eventKinds, partyKinds } from '../../domain/shared/codes.ts';
import { passClasses, passDirections } from '../../domain/shared/gate-codes.ts';
import { sightingSigns, sightingSizes } from '../../domain/shared/incident-codes.ts';
import type { ViolationFields } from '../../protocol/event.ts';
import { passBodySchema } from '../../protocol/pass.ts';
import { sightingBodySchema } from '../../protocol/sighting.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { OwnRecord } from '../ports.ts';
import './hl-custody-steps.ts';
import { maskIdNumber } from './mask-id-number.ts';
import { sayCode, sayConduct } from './violation-words.ts';

/** One of this phone's records in the list: what, who, when, and how far it has come. */
@customElement('hl-record-row')
@localized()
export class HlRecordRow extends LitElement {
  static override styles = [
    base,
    page,
    css`
      a {
        display: flex;
        align-items: center;
        gap: var(--hl-space-2);
        padding: var(--hl-space-3) var(--hl-space-4);
        border-radius: var(--hl-radius);
        background: var(--hl-paper);
        box-shadow: var(--hl-shadow);
        color: inherit;
        text-decoration: none;
      }

      a:active {
        background: var(--hl-primary-wash);
      }

      div {
        flex: 1;
        min-width: 0;
      }

      h2 {
        overflow-wrap: anywhere;
      }

      :host([voided]) .what {
        color: var(--hl-ink-soft);
        font-weight: 500;
        text-decoration: line-through;
      }

      .voided {
        padding: 0 var(--hl-space-2);
        border-radius: var(--hl-radius-small);
        background: #e4e7e8;
        color: #3d484e;
        font-size: var(--hl-text-small);
        white-space: nowrap;
      }

      a > svg {
        color: var(--hl-line-strong);
      }
    `,
  ];

  @property({ attribute: false }) record!: OwnRecord;
  /** The review copy, when it could be opened. */
  @property({ attribute: false }) fields: ViolationFields | null = null;
  @property({ attribute: false }) nowAt = 0;
  /** Whether it was taken back: it stays, in grey, with the word. */
  @property({ type: Boolean, attribute: 'voided', reflect: true }) isVoided = false;

  protected override render(): TemplateResult {
    const { id, kind, body, savedAt, spoilt } = this.record;
    const at = typeof body['happenedAt'] === 'number' ? body['happenedAt'] : savedAt;
    return html`<a href="#/records/${id}">
      <div>
        <h2><span class="what">${kind === 'violation' && spoilt !== 'text' ? sayConduct(body['act']) : sayCode(eventKinds, kind)}</span>${this.isVoided ? html` <span class="voided">${sayTerm(eventKinds.voiding)}</span>` : null}</h2>
        <p>${kind === 'violation' && spoilt !== 'text' ? this.#sayParty() : sayMatter(this.record)}</p>
        <p class="soft">${formatMoment(at, this.nowAt, currentLanguage())} ${this.record.isOthers ? html`· ${msg('by somebody else')} ` : null}${isDemonstration(this.record) ? html`<span class="demonstration">${msg('Demo data')}</span>` : null}</p>
        <hl-custody-steps .record=${this.record}></hl-custody-steps>
      </div>
      ${icon('forward')}
    </a>`;
  }

  #sayParty(): string {
    const known = [this.fields?.name, maskIdNumber(this.fields?.idNumber ?? ''), this.fields?.plate];
    const words = known.filter((word) => word !== undefined && word.trim() !== '');
    return words.length > 0 ? words.join(' · ') : sayCode(partyKinds, this.record.body['party']);
  }
}

/** What a sighting or a pass is about, in a few words; empty for what says no more than its kind. */
function sayMatter({ kind, body }: OwnRecord): string {
  if (kind === 'pass') {
    const read = v.safeParse(passBodySchema, body);
    if (!read.success) return '';
    const { direction, class: vehicle, persons } = read.output;
    return `${sayTerm(passDirections[direction])} · ${sayTerm(passClasses[vehicle])} · ${persons} ${msg('persons')}`;
  }
  const read = kind === 'sighting' ? v.safeParse(sightingBodySchema, body) : null;
  return read?.success
    ? `${sayTerm(sightingSigns[read.output.sign])} · ${sayTerm(sightingSizes[read.output.size])}`
    : '';
}

/** Whether a record was judged by demonstration zones: it says so for ever. */
export function isDemonstration({ body }: OwnRecord): boolean {
  const zones = body['zones'];
  return typeof zones === 'object' && zones !== null && 'demonstration' in zones && zones.demonstration === true;
}
