import { msg } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import { custodyStatuses, permitStages } from '../../domain/shared/codes.ts';
import { sayTerm } from '../locales/language.ts';
import type { DeskPermit } from './desk-permits.ts';

/** Where a permit stands, and where this desk's own doing on it stands, each as a word in a frame. */
export function renderBadges({ stage, custody, withdrawal }: DeskPermit): TemplateResult {
  const own = { corrected: () => msg('corrected by another'), unused: () => msg('not in use') };
  const word = stage === 'corrected' || stage === 'unused' ? own[stage]() : sayTerm(permitStages[stage]);
  return html`<div class="badges">
    <span class="badge ${stage}">${word}</span>
    ${custody === null ? null : html`<span class="badge way">${msg('issued here:')} ${sayTerm(custodyStatuses[custody])}</span>`}
    ${withdrawal === null ? null : html`<span class="badge way">${msg('withdrawn here:')} ${sayTerm(custodyStatuses[withdrawal])}</span>`}
  </div>`;
}

export const stageBadgeStyles = css`
  .badges {
    display: flex;
    flex-wrap: wrap;
    gap: var(--hl-space-1) var(--hl-space-2);
  }

  .badge {
    padding: 0 var(--hl-space-2);
    border: 1.5px solid currentcolor;
    border-radius: 999px;
    color: var(--hl-ink-soft);
    font-size: var(--hl-text-small);
    font-weight: 600;
    line-height: 1.6;
  }

  .badge.in-force {
    border-color: var(--hl-permitted);
    background: var(--hl-permitted);
    color: var(--hl-on-permitted);
  }

  .badge.coming {
    color: var(--hl-permitted);
  }

  .badge.withdrawn {
    color: var(--hl-danger);
  }

  .badge.way {
    border-color: transparent;
    border-radius: var(--hl-radius-small);
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
`;
