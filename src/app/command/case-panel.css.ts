import { css } from 'lit';

/** How the case stands in a detail panel. */
export const casePanelStyles = css`
  .step {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: baseline;
  }
  .step strong {
    font-size: 1.125rem;
  }
  .due {
    margin-block: 8px;
    padding: 8px 12px;
    border-left: 5px solid var(--hl-line-strong);
    background: var(--hl-ground);
    font-size: 0.9375rem;
  }
  .due.soon {
    border-color: var(--hl-danger);
    background: var(--hl-danger-wash);
  }
  .held {
    margin-block: 8px;
    padding: 8px 12px;
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
    font-size: 0.9375rem;
  }
  hl-case-conflict,
  hl-case-form {
    display: block;
    margin-top: 10px;
  }
  .history {
    display: grid;
    gap: 8px;
    font-size: 0.9375rem;
  }
  .history .who {
    display: block;
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
  }
  .overruled {
    text-decoration: line-through;
  }
`;
