import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { bansUnderPermit } from '../../domain/permit/bans-under-permit.ts';
import { type NearPermit, permitsNear } from '../../domain/permit/permits-near.ts';
import type { Act } from '../../domain/shared/codes.ts';
import type { Fix } from '../../domain/shared/fix.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { sayBan, sayCover, sayHindrance } from '../kit/permit-words.ts';
import type { ActivePackages } from '../package-ports.ts';

/** So near a permit is worth a word where it does not cover what is asked. */
const reachMeters = 500;
const mostShown = 3;
const dayMs = 24 * 3_600_000;

/** The permits about here that do not cover what was asked, each with the reason: another act, another time, another place, or a rule that is not lifted. */
@customElement('hl-near-permits')
@localized()
export class HlNearPermits extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      li {
        display: flex;
        gap: var(--hl-space-3);
        padding-block: var(--hl-space-1);
      }

      svg {
        width: 1.375rem;
        height: 1.375rem;
        margin-top: 0.2rem;
        color: var(--hl-permitted);
      }
    `,
  ];

  @property({ attribute: false }) packages: ActivePackages | null = null;
  @property({ attribute: false }) fix: Fix | null = null;
  @property() act: Act | null = null;
  @property({ type: Number }) at = 0;

  #near: readonly { readonly near: NearPermit; readonly because: string }[] = [];

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { packages, fix, act, at } = this;
    if (!packages || !fix) {
      this.#near = [];
      return;
    }
    const yesterday = civilDateAt(at - dayMs);
    const recent = packages.permits.filter(
      ({ toOn, fromOn }) => yesterday <= toOn && fromOn <= civilDateAt(at + dayMs),
    );
    this.#near = permitsNear(recent, act, fix, at, reachMeters)
      .slice(0, mostShown)
      .flatMap((near) => {
        const because = sayCover(near) ?? this.#sayNotLifted(near, packages);
        return because === null ? [] : [{ near, because }];
      });
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.#near.length === 0) return nothing;
    return html`<ul aria-label=${msg('Permits near here')}>
      ${this.#near.map(({ near, because }) => html`<li>${icon('permitted')}<span>${msg('Permit near here:')} <b>${near.permit.documentNumber}</b> · ${because}</span></li>`)}
    </ul>`;
  }

  /** It covers act, time and place, and a rule stands all the same. */
  #sayNotLifted({ permit }: NearPermit, { rulebooks, zones }: ActivePackages): string | null {
    const today = civilDateAt(this.at);
    const bans = bansUnderPermit(
      permit,
      rulebooks.map(({ rulebook }) => rulebook),
      zones.map((one) => one.zones),
    );
    const standing = bans.filter(
      ({ conduct, days }) => conduct === this.act && days.fromOn <= today && today <= days.toOn,
    );
    const [because] = standing.flatMap((ban) => {
      const hindrance = sayHindrance(ban);
      return hindrance === null ? [] : [`${sayBan(ban)}${msg(':')}${hindrance}`];
    });
    return because === undefined ? null : `${msg('it does not lift the ban.')} ${because}`;
  }
}
