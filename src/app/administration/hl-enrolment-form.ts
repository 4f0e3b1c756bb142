import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { codesOf, type Role, roles } from '../../domain/shared/codes.ts';
import { base } from '../kit/base.css.ts';
import { controls } from '../kit/controls.css.ts';
import { sayTerm } from '../locales/language.ts';

/** Who is to be enrolled. */
export interface EnrolmentWish {
  readonly name: string;
  readonly role: Role;
  readonly area: string;
}

const isRole = (value: string): value is Role => value in roles;

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value.trim() : '');

/** Name, role and area of somebody to enrol. Fires `hl-issue` with them. */
@customElement('hl-enrolment-form')
@localized()
export class EnrolmentForm extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        gap: 14px;
      }
      .refused {
        padding: 8px 12px;
        border-radius: 6px;
        background: var(--hl-danger-wash);
        color: var(--hl-danger);
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;
  @property() refusal: string | null = null;

  protected override render() {
    return html`<form @submit=${this.#onSubmit}>
      <div><label for="name">${msg('Name')}</label><input id="name" name="name" required maxlength="80" autocomplete="off" /></div>
      <div>
        <label for="role">${msg('Role')}</label>
        <select id="role" name="role">
          ${codesOf(roles)
            .toReversed()
            .map((role) => html`<option value=${role}>${sayTerm(roles[role])}</option>`)}
        </select>
      </div>
      <div>
        <label for="area">${msg('Area')}</label>
        <input id="area" name="area" maxlength="40" autocomplete="off" aria-describedby="area-help" />
        <p class="soft" id="area-help">${msg('Administrative code; leave empty for the whole municipality.')}</p>
      </div>
      <button class="primary" ?disabled=${this.busy}>${this.busy ? msg('Issuing…') : msg('Issue enrolment link')}</button>
      ${this.refusal === null ? nothing : html`<p class="refused" role="alert">${this.refusal}</p>`}
    </form>`;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const data = new FormData(event.target);
    const [name, role, area] = ['name', 'role', 'area'].map((field) => textOf(data.get(field)));
    if (!name || !role || !isRole(role)) return;
    this.dispatchEvent(new CustomEvent<EnrolmentWish>('hl-issue', { detail: { name, role, area: area || '*' } }));
  }
}
