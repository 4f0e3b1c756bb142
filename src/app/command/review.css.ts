import { css } from 'lit';

/** How what waits for review looks: sections of rows with what can be done at their end. */
export const reviewStyles = css`
  :host {
    display: block;
  }
  h3 {
    padding: 10px 16px 6px;
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
  }
  li {
    display: grid;
    gap: 4px;
    padding: 12px 16px;
    border-bottom: 1px solid var(--hl-line);
    background: var(--hl-paper);
  }
  .line {
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 4px;
  }
  .actions button {
    padding-inline: 14px;
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
  pre {
    max-height: 260px;
    overflow: auto;
    padding: 10px;
    border-radius: var(--hl-radius-small);
    background: var(--hl-ground);
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    font-size: 0.8125rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .refused {
    padding: 6px 10px;
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
    font-size: 0.9375rem;
  }
  .none {
    padding: 4px 16px 12px;
    color: var(--hl-ink-soft);
    font-size: 0.9375rem;
  }
  .more {
    width: calc(100% - 32px);
    margin: 12px 16px;
  }
`;
