import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type BanUnderPermit, bansUnderPermit } from '../../domain/permit/bans-under-permit.ts';
import type { Permit } from '../../domain/permit/permit.ts';
import { type PermitDays, permitCalendar } from '../../domain/permit/permit-calendar.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import type { ZoneSet } from '../../domain/zone/zone-set.ts';
import { base } from './base.css.ts';
import { icon } from './icon.ts';
import { sayBan, sayDaysState, sayHindrance } from './permit-words.ts';

const signs = { lifted: 'done', banned: 'close', free: 'clear' } as const;

/** Whether a permit lifts the bans that stand in its area: for which acts, on which days, and why not. */
@customElement('hl-permit-effect')
@localized()
export class HlPermitEffect extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      ul {
        display: grid;
        gap: var(--hl-space-1);
        margin: 0;
        padding: 0;
        list-style: none;
      }

      li {
        display: grid;
        grid-template-columns: 1.25em minmax(0, 1fr);
        gap: var(--hl-space-2);
        font-weight: 600;
      }

      svg {
        width: 1.25em;
        height: 1.25em;
        margin-top: 0.15em;
      }

      .lifted {
        color: var(--hl-permitted);
      }

      .banned {
        color: var(--hl-danger);
      }

      p {
        margin-top: var(--hl-space-1);
      }
    `,
  ];

  @property({ attribute: false }) permit: Permit | null = null;
  @property({ attribute: false }) rulebooks: readonly Rulebook[] = [];
  @property({ attribute: false }) zones: readonly ZoneSet[] = [];

  #met: readonly BanUnderPermit[] = [];
  #days: readonly PermitDays[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('permit') && !changed.has('rulebooks') && !changed.has('zones')) return;
    this.#met = this.permit ? bansUnderPermit(this.permit, this.rulebooks, this.zones) : [];
    this.#days = this.permit ? permitCalendar(this.permit, this.#met) : [];
  }

  protected override render(): TemplateResult {
    return html`<ul>${this.#days.map((days) => html`<li class=${days.state}>${icon(signs[days.state])}<span>${sayDaysState(days)}</span></li>`)}</ul>
      ${this.#sayBecause().map((because) => html`<p>${because}</p>`)}`;
  }

  /** Each reason once, whatever the number of acts it holds for; then what is not certain about the place. */
  #sayBecause(): string[] {
    const staying = this.#met.flatMap((ban) => {
      const because = sayHindrance(ban);
      return because === null ? [] : [`${sayBan(ban)}${msg(':')}${because}`];
    });
    const lifted = this.#met.filter(({ admission }) => admission.isAdmitted).map(sayBan);
    const by = [...new Set(lifted)].map((ban) => `${msg('By the exception in')} ${ban}`);
    return [...new Set([...staying, ...(staying.length === 0 ? by : []), ...this.#sayWhere()])];
  }

  #sayWhere(): string[] {
    const where = new Set(this.#met.map((ban) => ban.where));
    if (where.has('unknown')) return [msg('The zone data does not tell for all of its area.')];
    return where.has('part') ? [msg('Part of its area lies outside the fire zone, or near its edge.')] : [];
  }
}
