import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { enrolmentContext, packagesContext, storageContext, syncContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import '../kit/hl-banner.ts';
import { LiveController } from '../kit/live-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { Packages } from '../package-ports.ts';
import type { Enrolment, StorageWatch, Sync } from '../ports.ts';

/**
 * What must stay in sight until its reason is gone: demo data, a day without delivery, storage refused, not enrolled. That of the day comes
 * with the late parts, as what waits does.
 */
@customElement('hl-standing-notices')
@localized()
export class HlStandingNotices extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @consume({ context: packagesContext }) packages!: Packages;
  @consume({ context: syncContext }) sync!: Sync;
  @consume({ context: storageContext }) storage!: StorageWatch;
  @consume({ context: enrolmentContext }) enrolment!: Enrolment;

  readonly #packages = new LiveController(
    this,
    () => [this.packages] as const,
    (packages) => packages.active,
  );
  readonly #sync = new LiveController(
    this,
    () => [this.sync] as const,
    (sync) => sync.state,
  );
  readonly #health = new LiveController(
    this,
    () => [this.storage] as const,
    (storage) => storage.health,
  );
  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );

  /** Made by hand: it stays empty until the late parts define it. */
  readonly #overdue = document.createElement('hl-overdue');

  protected override render(): TemplateResult {
    const banner = this.#packages.value?.banner;
    return html`${banner ? html`<hl-banner kind="note">${sayTerm(banner)}</hl-banner>` : null}
    ${this.#health.value?.refused ? this.#renderStorage() : null}
    ${Object.assign(this.#overdue, { state: this.#sync.value ?? null })}
    ${this.#profile.value === null ? this.#renderNotEnrolled() : null}`;
  }

  #renderStorage(): TemplateResult {
    return html`<hl-banner kind="danger" role="alert"
      ><strong>${msg('This browser cannot keep data: nothing can be recorded.')}</strong> ${msg('Leave private browsing, free some space, and open the app again.')}</hl-banner
    >`;
  }

  #renderNotEnrolled(): TemplateResult {
    return html`<hl-banner kind="info"
      ><strong>${msg('This phone is not enrolled.')}</strong> ${msg('Ask the administrator for an enrolment link and open it here. Until then the ban can be looked up, but records cannot be sent.')}</hl-banner
    >`;
  }
}
