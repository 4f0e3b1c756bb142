import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { eventKinds, partyKinds } from '../../domain/shared/codes.ts';
import type { ViolationFields } from '../../protocol/event.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { page } from '../kit/page.css.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
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

      a > svg {
        color: var(--hl-line-strong);
      }
    `,
  ];

  @property({ attribute: false }) record!: OwnRecord;
  /** The review copy, when it could be opened. */
  @property({ attribute: false }) fields: ViolationFields | null = null;
  @property({ attribute: false }) nowAt = 0;

  protected override render(): TemplateResult {
    const { id, kind, body, savedAt } = this.record;
    const at = typeof body['happenedAt'] === 'number' ? body['happenedAt'] : savedAt;
    return html`<a href="#/records/${id}">
      <div>
        <h2>${kind === 'violation' ? sayConduct(body['act']) : sayCode(eventKinds, kind)}</h2>
        ${kind === 'violation' ? html`<p>${this.#sayParty()}</p>` : null}
        <p class="soft">${formatMoment(at, this.nowAt, currentLanguage())} ${isDemonstration(this.record) ? html`<span class="demonstration">${msg('Demo data')}</span>` : null}</p>
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

/** Whether a record was judged by demonstration zones: it says so for ever. */
export function isDemonstration({ body }: OwnRecord): boolean {
  const zones = body['zones'];
  return typeof zones === 'object' && zones !== null && 'demonstration' in zones && zones.demonstration === true;
}
