import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { roles } from '../../domain/shared/codes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import { enrolmentContext, packagesContext, storageContext } from '../contexts.ts';
import '../custody-line/hl-sync-panel.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { formatBytes } from '../kit/format-bytes.ts';
import '../kit/hl-language-switch.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { page } from '../kit/page.css.ts';
import { formatCivilDate, formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import { sayAttribution } from '../map/say-attribution.ts';
import type { Packages } from '../package-ports.ts';
import type { Enrolment, StorageHealth, StorageWatch } from '../ports.ts';
import '../lock/hl-lock-panel.ts';
import '../patrol/hl-zone-alert-row.ts';
import './hl-people-panel.ts';
import './hl-reset-panel.ts';
import './hl-sharing-row.ts';
import './hl-standing-notices.ts';

/** Who I am here, what this phone keeps and sends, the language, and where the data comes from. */
@customElement('hl-me-page')
@localized()
export class HlMePage extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .who {
        font-size: var(--hl-text-title);
        font-weight: 700;
      }

      .panel > button {
        margin-top: var(--hl-space-3);
      }

      .good {
        color: var(--hl-clear);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: enrolmentContext }) enrolment!: Enrolment;
  @consume({ context: storageContext }) storage!: StorageWatch;
  @consume({ context: packagesContext }) packages!: Packages;

  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );
  readonly #health = new LiveController(
    this,
    () => [this.storage] as const,
    (storage) => storage.health,
  );
  readonly #layers = new Task(this, { args: () => [] as const, task: () => this.packages.mapLayers() });

  protected override render(): TemplateResult {
    const grant = this.#profile.value?.grant ?? null;
    return html`<header class="top"><h1 tabindex="-1">${msg('Me')}</h1></header>
      <hl-standing-notices></hl-standing-notices>
      <div class="sections">
        ${grant ? this.#renderGrant(grant) : null} ${grant?.role === 'ranger' ? html`<hl-sharing-row whole></hl-sharing-row>` : null}
        <a class="button wide" href="#/ready">${icon('done')}${msg('Ready to leave?')}</a>
        <hl-sync-panel></hl-sync-panel>
        <a class="button wide" href="#/courier">${icon('expand')}${msg('Export and carry')}</a>
        ${this.#health.value ? this.#renderStorage(this.#health.value) : null}
        <hl-people-panel></hl-people-panel>
        <hl-lock-panel></hl-lock-panel>
        <hl-zone-alert-row></hl-zone-alert-row>
        <section class="panel" aria-labelledby="language">
          <h2 id="language">${msg('Language')}</h2>
          <hl-language-switch></hl-language-switch>
        </section>
        <hl-reset-panel></hl-reset-panel>
        ${this.#renderAbout()}
      </div>`;
  }

  #renderGrant({ person, role, area, fromAt, toAt }: Grant): TemplateResult {
    const say = (at: number) => formatMoment(at, Date.now(), currentLanguage());
    return html`<section class="panel" aria-label=${msg('Who I am')}>
      <p class="who">${person.name}</p>
      <p>${sayTerm(roles[role])} · ${area === '*' ? msg('All areas') : msg(str`Area ${area}`)}</p>
      <p class="soft">${toAt === null ? msg(str`Enrolled ${say(fromAt)}`) : msg(str`Enrolled ${say(fromAt)}, until ${say(toAt)}`)}</p>
    </section>`;
  }

  #renderStorage({ persisted, usedBytes, quotaBytes }: StorageHealth): TemplateResult {
    const known = usedBytes !== null && quotaBytes !== null;
    return html`<section class="panel" aria-labelledby="storage">
      <h2 id="storage">${msg('Storage on this phone')}</h2>
      ${persisted === true ? html`<p class="good">${msg('Protected: the browser will not clear it by itself.')}</p>` : this.#renderUnprotected()}
      ${known ? html`<p class="soft">${msg(str`${formatBytes(usedBytes)} used of ${formatBytes(quotaBytes)}`)}</p>` : null}
      ${persisted === true ? null : html`<button class="wide" type="button" @click=${() => this.storage.askPersist()}>${msg('Ask the browser to protect it')}</button>`}
    </section>`;
  }

  #renderUnprotected(): TemplateResult {
    return html`<p>${msg('Not protected: when space runs out the browser may clear unsent records. Add the app to the home screen, then ask for protection.')}</p>`;
  }

  #renderAbout(): TemplateResult {
    return html`<section class="panel" aria-labelledby="about">
      <h2 id="about">${msg('About')}</h2>
      <p class="soft">${msg(str`Hulin, version of ${formatCivilDate(civilDateAt(hulinBuiltAt), currentLanguage())}`)}</p>
      ${this.#layers.render({
        complete: ({ attribution }) => attribution.map((line) => html`<p class="soft">${sayAttribution(line)}</p>`),
        error: () => html`<p class="soft">${msg('The map data could not be read.')}</p>`,
      })}
    </section>`;
  }
}
