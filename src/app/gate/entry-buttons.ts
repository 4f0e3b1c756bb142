import { msg } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import type { GateMode, PassDirection } from '../../domain/shared/gate-codes.ts';

export const entryButtonStyles = css`
  .tall {
    margin-top: var(--hl-space-3);
  }
`;

/** The ways what stands in the form can be registered. */
export function renderEntryButtons(
  mode: GateMode,
  saving: boolean,
  register: (direction: PassDirection) => void,
): TemplateResult {
  return html`<button class="${mode === 'closed' ? 'danger' : 'primary'} wide tall" type="button" ?disabled=${saving} @click=${() => register('in')}>
      ${mode === 'closed' ? msg('Went in all the same: register') : msg('Let in')}
    </button>
    <button class="wide tall" type="button" ?disabled=${saving} @click=${() => register('out')}>${msg('Out, with no entry known')}</button>`;
}
