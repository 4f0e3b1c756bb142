import { css } from 'lit';

/** What the elements of the checking page have in common. */
export const pageStyles = css`
  .en {
    color: var(--hl-ink-soft);
    font-size: 0.8em;
    font-weight: 400;
  }
  .button.primary .en {
    color: inherit;
  }
  .banner {
    padding: 20px 24px;
    border-radius: 12px;
    background: var(--hl-unsure);
    color: var(--hl-on-unsure);
    font-size: 1.75rem;
    font-weight: 700;
    line-height: 1.3;
  }
  .banner[data-outcome='whole'] {
    background: var(--hl-clear);
    color: var(--hl-on-clear);
  }
  .banner[data-outcome='tampered'] {
    background: var(--hl-banned);
    color: var(--hl-on-banned);
  }
  .banner .en {
    color: inherit;
    font-size: 1rem;
  }
  .banner small {
    display: block;
    font-size: 0.9375rem;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .below {
    margin: 8px 4px 16px;
  }
  h2 {
    margin: 24px 0 10px;
  }
  h3 {
    font-size: 1.125rem;
    line-height: 1.35;
  }
  summary {
    min-height: 48px;
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--hl-primary);
    font-weight: 600;
    cursor: pointer;
  }
  code {
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .identity code {
    font-size: 1.125rem;
    font-weight: 700;
  }
  .wrong {
    color: var(--hl-danger);
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 6px 18px;
    font-size: 1rem;
  }
  dt {
    color: var(--hl-ink-soft);
  }
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;
