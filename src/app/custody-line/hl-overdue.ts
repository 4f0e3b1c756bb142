import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../kit/base.css.ts';
import '../kit/hl-banner.ts';
import type { SyncState } from '../ports.ts';
import { explainNeedsYou, type NeedsYou } from './explain-needs-you.ts';
import { isOverdue } from './is-overdue.ts';

/** What keeps records from the hub though the line is fine. A grant at its end, an older hub and a revoked device keep none. */
const keeping: readonly NeedsYou[] = ['fork', 'refused', 'unknown-device', 'hub-full', 'hub-fails', 'hub-busy'];

/** A day without delivery: that it is so, and why, or what to do about the line. */
@customElement('hl-overdue')
@localized()
export class HlOverdue extends LitElement {
  static override styles = base;

  @property({ attribute: false }) state: SyncState | null = null;

  protected override render(): TemplateResult | null {
    const { state } = this;
    if (!state || !isOverdue(state, Date.now())) return null;
    return html`<hl-banner kind="warning" role="alert"
      ><strong>${msg('Some records have waited for more than 24 hours.')}</strong> ${sayWhy(state)}</hl-banner
    >`;
  }
}

/** What to do about an obstacle is said below, beside what waits. */
function sayWhy({ connection, needsYou, obstacle }: SyncState): string {
  const kept = [needsYou, obstacle].find((because) => because && keeping.includes(because));
  return kept && connection === 'online'
    ? explainNeedsYou(kept).happened
    : msg('Go where there is signal and keep the app open until they are received.');
}
