import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { GateEntry } from '../../domain/gate/gate-file.ts';
import { maySetGateMode } from '../../domain/gate/may-set-mode.ts';
import { roles } from '../../domain/shared/codes.ts';
import type { Station } from '../../protocol/pull.ts';
import * as contexts from '../contexts.ts';
import type { GateModes, GateRow } from '../gate-ports.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import '../kit/hl-gate-mode.ts';
import type { GateModeSetEvent } from '../kit/hl-gate-mode-form.ts';
import '../kit/hl-gate-mode-form.ts';
import { LiveController } from '../kit/live-controller.ts';
import { NoticeEvent } from '../kit/notice.ts';
import { sayTerm } from '../locales/language.ts';
import type { Enrolment } from '../ports.ts';

/** The keeper's own gate: the mode it is in, and the way to another. Works without signal. */
@customElement('hl-gate-mode-card')
@localized()
export class HlGateModeCard extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: var(--hl-space-3);
      }
      .problem {
        color: var(--hl-danger);
        font-weight: 600;
      }
      .problem:empty {
        display: none;
      }
    `,
  ];

  @consume({ context: contexts.gateModesContext }) modes!: GateModes;
  @consume({ context: contexts.enrolmentContext }) enrolment!: Enrolment;
  @property({ attribute: false }) station: Station | null = null;
  @property({ attribute: false }) row: GateRow | null = null;
  @property({ type: Number }) now = 0;
  @state() private changing = false;
  @state() private busy = false;
  @state() private problem = '';

  readonly #profile = new LiveController(
    this,
    () => [this.enrolment] as const,
    (enrolment) => enrolment.profile,
  );
  readonly #nameOf = ({ chain, role }: GateEntry): string => {
    if (chain === this.#profile.value?.chain) return msg('this phone');
    return role ? sayTerm(roles[role]) : msg('somebody not known here');
  };

  protected override render(): TemplateResult | typeof nothing {
    const { station } = this;
    if (!station) return nothing;
    const grant = this.#profile.value?.grant;
    return html`<h2>${sayTerm(station.name)}</h2>
      <hl-gate-mode .row=${this.row} .nameOf=${this.#nameOf} .now=${this.now}></hl-gate-mode>
      <p class="problem" role="alert">${this.problem}</p>
      ${grant && maySetGateMode(grant, station.area) ? this.#renderChange(station) : nothing}`;
  }

  #renderChange({ id }: Station): TemplateResult {
    if (!this.changing)
      return html`<button class="wide" type="button" @click=${() => (this.changing = true)}>${msg('Change the gate’s mode')}</button>`;
    return html`<hl-gate-mode-form .busy=${this.busy} @hl-cancel=${() => (this.changing = false)}
      @hl-gate-mode-set=${(event: GateModeSetEvent) => this.#set(id, event)}></hl-gate-mode-form>`;
  }

  async #set(gate: string, { detail }: GateModeSetEvent): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    try {
      await this.modes.set(gate, this.row?.base ?? 0, detail);
      this.changing = false;
      this.dispatchEvent(new NoticeEvent(msg('The gate’s mode is saved on this phone')));
    } catch (problem) {
      this.problem = msg(
        'The mode could not be saved. Look under “Me” who is on duty, free some space, and try again.',
      );
      throw problem; // nothing was written, and the form is there to try again; the top-level handler records why
    } finally {
      this.busy = false;
    }
  }
}
