import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { administrationContext, clockContext, enrolmentContext, pulledContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { LiveController } from '../kit/live-controller.ts';
import { TickController } from '../kit/tick-controller.ts';
import type { Administration, Clock, Enrolment, Pulled } from '../ports.ts';
import type { Revocation } from './hl-device-list.ts';
import './hl-device-list.ts';
import './hl-enrolment-form.ts';
import type { EnrolmentWish } from './hl-enrolment-form.ts';
import './hl-enrolment-link.ts';
import './hl-opening-log.ts';

/** Where an administrator enrols people and revokes devices. */
@customElement('hl-administration')
@localized()
export class AdministrationPage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(300px, 400px) minmax(0, 820px);
        gap: 24px;
        justify-content: center;
        align-items: start;
        padding: 24px;
      }
      .panel {
        display: grid;
        gap: 16px;
      }
      .flush {
        padding: 0;
        overflow: hidden;
      }
      .flush h2 {
        padding: 16px 16px 0;
      }
      section {
        display: grid;
        gap: 16px;
      }
      .refused {
        margin: 0 16px;
        padding: 8px 12px;
        border-radius: 6px;
        background: var(--hl-danger-wash);
        color: var(--hl-danger);
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @consume({ context: administrationContext }) administration!: Administration;
  @consume({ context: pulledContext }) pulled!: Pulled;
  @consume({ context: enrolmentContext }) enrolment!: Enrolment;
  @consume({ context: clockContext }) clock!: Clock;
  @state() private issued: { readonly name: string; readonly link: string; readonly expiresAt: number } | null = null;
  @state() private busy = false;
  @state() private refusals: { readonly issue: string | null; readonly revoke: string | null } = {
    issue: null,
    revoke: null,
  };

  readonly #devices = new LiveController(
    this,
    () => [this.pulled] as const,
    ({ devices }) => devices,
  );
  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    ({ profile }) => profile,
  );
  protected readonly ticking = new TickController(this, 1000);
  #leaving = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaving = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  protected override render() {
    const now = this.clock.now().at;
    return html`
      <div class="panel">
        <h2>${msg('Enrol somebody')}</h2>
        <hl-enrolment-form
          .busy=${this.busy}
          .refusal=${this.refusals.issue}
          @hl-issue=${({ detail }: CustomEvent<EnrolmentWish>) => void this.#issue(detail)}
        ></hl-enrolment-form>
      </div>
      <section aria-live="polite">
        ${
          this.issued
            ? html`<hl-enrolment-link .link=${this.issued.link} .name=${this.issued.name} .expiresAt=${this.issued.expiresAt} .now=${now}></hl-enrolment-link>`
            : nothing
        }
        <div class="panel flush">
          <h2>${msg('Devices')}</h2>
          ${this.refusals.revoke === null ? nothing : html`<p class="refused" role="alert">${this.refusals.revoke}</p>`}
          <hl-device-list
            .rows=${this.#devices.value}
            .problem=${this.#devices.problem}
            .own=${this.#profile.value?.device ?? null}
            .now=${now}
            @hl-revoke=${({ detail }: CustomEvent<Revocation>) => void this.#revoke(detail)}
          ></hl-device-list>
        </div>
        <div class="panel flush">
          <h2>${msg('Who opened what')}</h2>
          <hl-opening-log .now=${now}></hl-opening-log>
        </div>
      </section>
    `;
  }

  async #issue(wish: EnrolmentWish): Promise<void> {
    this.busy = true;
    this.refusals = { ...this.refusals, issue: null };
    const answer = await this.administration.issueCode(wish, this.#leaving.signal);
    this.busy = false;
    if (answer.ok) this.issued = { name: wish.name, ...answer.value };
    else this.refusals = { ...this.refusals, issue: sayRefusal(answer.detail) };
  }

  async #revoke({ device, lostFrom }: Revocation): Promise<void> {
    this.refusals = { ...this.refusals, revoke: null };
    const answer = await this.administration.revoke(device, lostFrom, this.#leaving.signal);
    if (!answer.ok) this.refusals = { ...this.refusals, revoke: sayRefusal(answer.detail) };
  }
}

function sayRefusal(detail: string): string {
  return `${msg('The hub did not do it.')} ${detail}`;
}
