import { css } from 'lit';

/** Badges, rows and narrow fields of the legal office's pages. */
export const officeStyles = css`
  .badge {
    display: inline-block;
    padding: 1px 10px;
    border-radius: 999px;
    background: var(--hl-info-wash);
    color: var(--hl-info-ink);
    font-size: 0.875rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.good {
    background: #dff1e6;
    color: #0b5a33;
  }
  .badge.warn {
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
  .badge.bad {
    background: var(--hl-danger-wash);
    color: var(--hl-danger);
  }
  .badges,
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  h3 {
    font-size: 1.0625rem;
  }
  .soft {
    font-size: 0.875rem;
  }
  .fault {
    color: var(--hl-danger);
    font-weight: 600;
    font-size: 0.9375rem;
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  button,
  .button {
    font-size: 1rem;
  }
  .quiet {
    min-width: var(--hl-tap);
  }
  label,
  .label {
    font-size: 0.875rem;
  }
  input,
  select,
  textarea {
    font-size: 1rem;
  }
  input[type='file'] {
    min-height: var(--hl-tap);
    padding-block: 10px;
  }
  textarea {
    min-height: 4.5rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: 12px;
  }
  .half {
    grid-column: span 6;
  }
  .third {
    grid-column: span 4;
  }
  .quarter {
    grid-column: span 3;
  }
  .all {
    grid-column: 1 / -1;
  }
  @media (max-width: 900px) {
    .half,
    .third,
    .quarter {
      grid-column: 1 / -1;
    }
  }
`;

/** A list at the side, what is open beside it; under each other where there is no room. */
export const columnStyles = css`
  :host {
    display: grid;
    grid-template-columns: 400px minmax(0, 1fr);
    min-height: 0;
    height: 100%;
  }
  aside {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
    border-inline-end: 1px solid var(--hl-line);
    background: var(--hl-paper);
  }
  .foot {
    position: sticky;
    bottom: 0;
    margin-top: auto;
    padding: 12px 16px;
    border-top: 1px solid var(--hl-line);
    background: var(--hl-paper);
  }
  .main {
    display: grid;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    min-height: 0;
    padding: 16px;
    overflow-y: auto;
  }
  @media (max-width: 900px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
      height: auto;
    }
  }
`;
