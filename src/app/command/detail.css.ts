import { css } from 'lit';

/** How a detail panel looks: a heading that stays, then sections of labelled rows. */
export const detailStyles = css`
  :host {
    display: block;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 2;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 12px;
    align-items: center;
    padding: 12px 12px 12px 20px;
    border-bottom: 1px solid var(--hl-line);
    background: var(--hl-paper);
  }
  header .soft {
    grid-column: 1 / -1;
  }
  header .badges {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    grid-column: 1 / -1;
    justify-content: flex-start;
  }
  .close {
    min-width: var(--hl-tap);
    padding: 0;
  }
  section {
    padding: 14px 20px;
    border-bottom: 1px solid var(--hl-line);
  }
  h3 {
    margin-bottom: 6px;
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
    font-weight: 650;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(5.5em, max-content) 1fr;
    gap: 4px 14px;
    font-size: 0.9375rem;
  }
  dt {
    color: var(--hl-ink-soft);
  }
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  code {
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  summary {
    display: flex;
    align-items: center;
    min-height: 40px;
    color: var(--hl-primary);
    font-size: 0.9375rem;
    font-weight: 600;
    cursor: pointer;
  }
  .doubt {
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
  .verdict {
    font-size: 1.125rem;
    font-weight: 700;
  }
  .verdict[data-kind='banned'] {
    color: var(--hl-banned);
  }
  .verdict[data-kind='clear'] {
    color: var(--hl-clear);
  }
  .verdict[data-kind='permitted'] {
    color: var(--hl-permitted);
  }
  .articles {
    margin-top: 6px;
    font-size: 0.9375rem;
  }
  .articles li {
    margin-top: 4px;
  }
  .act {
    width: 100%;
  }
`;
