import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Now } from '../../domain/verdict/verdict.ts';
import type { Alarm } from '../../protocol/pull.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatSpan } from '../kit/format-span.ts';
import '../kit/hl-language-switch.ts';
import '../kit/hl-siren-button.ts';
import { icon } from '../kit/icon.ts';
import { formatCivilDate } from '../kit/weihai-time.ts';
import { currentLanguage } from '../locales/language.ts';
import type { Profile, SyncState } from '../ports.ts';
import { deskBarStyles } from './desk-bar.css.ts';
import type { Contact } from './judge-contact.ts';
import { countUnseen } from './order-alarms.ts';
import { sayRole } from './say-person.ts';

/** The desk's status line: contact, what is open, the time in Weihai, who sits here, and the siren that calls them. Fires `hl-administration-toggle`. */
@customElement('hl-desk-bar')
@localized()
export class DeskBar extends LitElement {
  static override styles = [base, controls, deskBarStyles];

  @property({ attribute: false }) profile: Profile | null = null;
  @property({ attribute: false }) contact: Contact = { kind: 'connecting' };
  @property({ attribute: false }) sync: SyncState | null = null;
  @property({ attribute: false }) now: Now = { kind: 'known', at: 0, skewMs: null };
  /** Undefined while not known. */
  @property({ attribute: false }) alarms: readonly Alarm[] | undefined;
  /** Whether there is anything to administer here. */
  @property({ type: Boolean, attribute: 'has-administration' }) hasAdministration = false;
  @property({ type: Boolean }) administering = false;

  protected override render() {
    return html`
      <h1>护林 <span lang="en">Hulin</span> <small>${msg('Command desk')}</small></h1>
      ${this.#renderContact()} ${this.#renderUnseen()} <hl-siren-button></hl-siren-button> ${this.#renderWaiting()}
      <span class="space"></span>
      ${this.#renderTime()} ${this.#renderMe()}
      <a class="button admin" href="#/office/law">${msg('Legal office')}</a>
      <a class="button admin" href="#/permit-desk">${msg('Fire permits')}</a>
      ${this.#renderAdministration()}
      <hl-language-switch></hl-language-switch>
    `;
  }

  #renderContact(): TemplateResult {
    const { contact } = this;
    const words = { connecting: msg('Connecting…'), connected: msg('In contact with the hub') } as const;
    const text = contact.kind === 'lost' ? this.#sayLost(contact.sinceAt) : words[contact.kind];
    const sign = contact.kind === 'connected' ? 'done' : contact.kind === 'lost' ? 'offline' : 'sync';
    return html`<p class="pill ${contact.kind}" role="status">${icon(sign)}${text}</p>`;
  }

  #sayLost(sinceAt: number | null): string {
    if (sinceAt === null) return msg('No contact with the hub');
    return msg(str`No contact for ${formatSpan(this.now.at - sinceAt, currentLanguage())}`);
  }

  #renderUnseen(): TemplateResult {
    const count = countUnseen(this.alarms, this.now.at);
    if (count === undefined) return html`<p class="pill">${icon('alarm')}${msg('Alarms: not known yet')}</p>`;
    const none =
      this.contact.kind === 'lost'
        ? msg('No unacknowledged alarm before contact was lost')
        : msg('No unacknowledged alarm');
    const text = count === 0 ? none : msg(str`Unacknowledged alarms: ${count}`);
    return html`<p class="pill ${count > 0 ? 'urgent' : ''}" aria-live="assertive">${icon('alarm')}${text}</p>`;
  }

  #renderWaiting() {
    const waiting = this.sync?.waiting;
    if (!waiting || waiting.events === 0) return nothing;
    const text = msg(str`Unsent: ${waiting.events}`);
    return html`<p class="pill waiting">${icon('sync')}${text}</p>`;
  }

  #renderTime(): TemplateResult {
    const { at, kind } = this.now;
    const date = formatCivilDate(civilDateAt(at), currentLanguage());
    const doubt = kind === 'doubtful' ? html`<span class="doubt">${msg('clock doubtful')}</span>` : nothing;
    return html`<p class="time">
      <span class="soft">${date} ${msg('Weihai')}</span> <strong>${civilTimeAt(at)}</strong> ${doubt}
    </p>`;
  }

  #renderMe() {
    if (!this.profile) return nothing;
    const { person, role } = this.profile.grant;
    return html`<p class="me">${icon('me')}<span>${person.name}<br /><small>${sayRole(role)}</small></span></p>`;
  }

  #renderAdministration() {
    if (!this.hasAdministration || this.profile?.grant.role !== 'administrator') return nothing;
    const toggle = () => this.dispatchEvent(new CustomEvent('hl-administration-toggle'));
    return html`<button type="button" class="admin" aria-pressed=${this.administering} @click=${toggle}>
      ${this.administering ? msg('Back to the map') : msg('Devices and enrolment')}
    </button>`;
  }
}
