import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { civilTimeAt } from '../../domain/clock/civil-date.ts';
import type { Crossing } from '../../domain/patrol/patrol-track.ts';
import { verdictReasons } from '../../domain/shared/codes.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { zoneWatchContext } from '../contexts.ts';
import { base } from '../kit/base.css.ts';
import { icon } from '../kit/icon.ts';
import { LiveController } from '../kit/live-controller.ts';
import { sayTerm } from '../locales/language.ts';
import type { ZoneWatch } from '../ports.ts';

/** Over the map: what holds where I stand, in colour and word, and when I last went in or out. While it is shown, entering is called out. */
@customElement('hl-zone-state')
@localized()
export class HlZoneState extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }

      p {
        display: flex;
        align-items: center;
        gap: var(--hl-space-2);
        padding: var(--hl-space-1) var(--hl-space-3);
        border-radius: var(--hl-radius-small);
        box-shadow: 0 1px 4px rgb(0 0 0 / 0.35);
        font-weight: 700;
      }

      [data-kind='banned'] {
        background: var(--hl-banned);
        color: var(--hl-on-banned);
      }

      [data-kind='clear'] {
        background: var(--hl-clear);
        color: var(--hl-on-clear);
      }

      [data-kind='unsure'] {
        background: var(--hl-unsure);
        color: var(--hl-on-unsure);
      }

      [data-kind='permitted'] {
        background: var(--hl-permitted);
        color: var(--hl-on-permitted);
      }

      small {
        font-size: var(--hl-text-small);
        font-weight: 400;
      }
    `,
  ];

  @consume({ context: zoneWatchContext }) zoneWatch!: ZoneWatch;
  @property({ attribute: false }) verdict: Verdict | null = null;

  readonly #state = new LiveController(
    this,
    () => [this.zoneWatch] as const,
    (zoneWatch) => zoneWatch.state,
  );

  protected override render(): TemplateResult | typeof nothing {
    const { verdict } = this;
    if (!verdict) return nothing;
    const crossing = this.#state.value?.lastCrossing ?? null;
    return html`<p role="status" data-kind=${verdict.kind}>
      ${icon(verdict.kind)}<span>${sayTerm(verdictReasons[verdict.reason])}</span>
      ${crossing ? html`<small>${sayCrossing(crossing)}</small>` : nothing}
    </p>`;
  }
}

function sayCrossing({ kind, at }: Crossing): string {
  const time = civilTimeAt(at).slice(0, 5);
  return kind === 'enter' ? msg(str`entered ${time}`) : msg(str`left ${time}`);
}
