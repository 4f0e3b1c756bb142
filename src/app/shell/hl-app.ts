import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Role } from '../../domain/shared/codes.ts';
import { enrolmentContext, lateContext, lockContext } from '../contexts.ts';
import { nameTab } from '../device/count-in-title.ts';
import { base } from '../kit/base.css.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { startLanguage } from '../locales/language.ts';
import type { Locking } from '../lock-ports.ts';
import type { Enrolment, Late } from '../ports.ts';
import { behindLock } from './behind-lock.ts';
import { hasDesk, loadDesk, renderDesk } from './command-page.ts';
import './hl-bottom-bar.ts';
import './hl-home-page.ts';
import { loadPage } from './load-page.ts';
import { adoptPageStyles } from './page-styles.ts';
import { isPlain, plainPages } from './plain-pages.ts';
import { type Route, readRoute } from './read-route.ts';
import { VerdictShownEvent } from './verdict-shown-event.ts';

adoptPageStyles();

const readAddress = (): Route => readRoute(location.pathname, location.hash);

/** The whole app: which page the address asks for, in the language chosen last. Command's desk is loaded when its people come. */
@customElement('hl-app')
@localized()
export class HlApp extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 100dvh;
        background: var(--hl-ground);
      }

      .phone {
        display: flex;
        flex-direction: column;
        max-width: 40rem;
        min-height: 100dvh;
        margin-inline: auto;
      }

      main {
        flex: 1;
      }
    `,
  ];

  @consume({ context: enrolmentContext }) enrolment!: Enrolment;
  @consume({ context: lateContext }) late!: Late;
  @consume({ context: lockContext }) lock!: Pick<Locking, 'state'>;
  @state() private route: Route = readAddress();
  @state() private inLanguage = false;
  @state() private notice = '';

  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );
  readonly #lock = new LiveController(
    this,
    () => [this.lock] as const,
    (lock) => lock.state,
  );
  readonly #follow = () => {
    this.route = readAddress();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
    window.addEventListener('popstate', this.#follow);
    this.addEventListener(NoticeEvent.type, this.#notify);
    void startLanguage().then(() => (this.inLanguage = true));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#follow);
    window.removeEventListener('popstate', this.#follow);
  }

  protected override updated(changed: PropertyValues): void {
    nameTab(msg('Hulin'));
    const role = this.#deskRole();
    const isAtDesk = role !== null && ['home', 'permit-desk'].includes(this.route.kind);
    if (isAtDesk && this.route.kind === 'home') void this.#bring(() => loadDesk(role));
    if (isAtDesk || !showsVerdict(this.route)) this.dispatchEvent(new VerdictShownEvent());
    const before = changed.get('route') as Route | undefined;
    if (this.#lock.value?.kind === 'locked') void this.#bring(() => loadPage('unlock'));
    if (changed.has('route')) void this.#startPage(before !== undefined && before.kind !== this.route.kind);
  }

  protected override render(): TemplateResult | null {
    if (!this.inLanguage) return null;
    if (this.route.kind === 'public') return html`<div class="phone">${this.#renderPage(this.route)}</div>`;
    if (this.#profile.value === undefined && !this.#profile.problem) return null;
    const role = this.#deskRole();
    if (this.route.kind === 'home' && role) return renderDesk(role);
    if (this.route.kind === 'office' && role)
      return html`<hl-office-page .section=${this.route.section} .item=${this.route.item}></hl-office-page>`;
    if (this.route.kind === 'permit-desk' && role) return this.#renderPermitDesk();
    return html`<div class="phone">
      <main @hl-unlocked=${this.#leaveUnlocking}>${this.#renderBehindLock(this.route)}</main>
      <hl-notice .text=${this.notice} @hl-notice-end=${() => (this.notice = '')}></hl-notice>
      ${this.#renderBar(this.route)}
    </div>`;
  }

  #renderBehindLock(route: Route): unknown {
    const faces = { page: this.#renderPage(route), unlocking: plainPages.unlock() };
    const { value, problem } = this.#lock; // where nothing can be read, nothing is behind it: the page says so
    return behindLock(route, value ?? (problem ? 'none' : null), faces);
  }

  #renderPage(route: Route): TemplateResult {
    if (isPlain(route)) return plainPages[route.kind]();
    switch (route.kind) {
      case 'record':
        return html`<hl-record-page .draftId=${route.draftId}></hl-record-page>`;
      case 'record-detail':
        return html`<hl-record-detail-page .recordId=${route.recordId}></hl-record-detail-page>`;
      case 'enrol':
        return html`<hl-enrol-page .fragment=${route.fragment}></hl-enrol-page>`;
      case 'office': // command's alone: whoever else comes by such an address is at home
      case 'permit-desk':
      case 'home':
      case 'field':
        return html`<hl-home-page .profile=${this.#profile.value ?? null}></hl-home-page>`;
    }
  }

  #renderPermitDesk(): TemplateResult {
    return html`<hl-permit-desk><hl-sync-panel slot="sync"></hl-sync-panel></hl-permit-desk>
      <hl-notice .text=${this.notice} @hl-notice-end=${() => (this.notice = '')}></hl-notice>`;
  }

  #renderBar({ kind }: Route): TemplateResult | null {
    const home = this.#deskRole() ? '#/field' : '#/';
    if (kind === 'home' || kind === 'field') return html`<hl-bottom-bar current="home" home=${home}></hl-bottom-bar>`;
    if (kind === 'records' || kind === 'record-detail')
      return html`<hl-bottom-bar current="records" home=${home}></hl-bottom-bar>`;
    return kind === 'me' ? html`<hl-bottom-bar current="me" home=${home}></hl-bottom-bar>` : null;
  }

  #deskRole(): Role | null {
    const role = this.#profile.value?.grant.role;
    return role && hasDesk(role) ? role : null;
  }

  #leaveUnlocking(): void {
    if (this.route.kind === 'unlock') history.back();
  }

  readonly #notify = (event: Event): void => {
    if (!(event instanceof NoticeEvent)) return;
    void import('./hl-notice.ts');
    this.notice = event.detail.text;
  };

  /** Pages find their services and words when they are defined. */
  async #bring(load: () => Promise<unknown>): Promise<void> {
    await this.late.bring();
    await load();
  }

  /** A new page begins at its top, with its heading told to whoever listens. */
  async #startPage(isNew: boolean): Promise<void> {
    const { kind } = this.route;
    if (isNew) scrollTo(0, 0);
    if (kind !== 'home' && kind !== 'field') await this.#bring(() => loadPage(kind));
    const shown = this.renderRoot.querySelector('main > *');
    if (!isNew || kind !== this.route.kind || !(shown instanceof LitElement)) return;
    await shown.updateComplete;
    shown.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }
}

function showsVerdict({ kind }: Route): boolean {
  return kind === 'home' || kind === 'field' || kind === 'permit-desk';
}
