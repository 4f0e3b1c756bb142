import { css } from 'lit';

/** How the desk's lists look: dense rows whose whole face opens them. */
export const boardStyles = css`
  :host {
    display: block;
  }
  h3 {
    position: sticky;
    top: 0;
    z-index: 2;
    padding: 8px 16px;
    background: var(--hl-ground);
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
    line-height: 1.4;
  }
  li {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 12px;
    align-items: start;
    min-height: 64px;
    padding: 12px 16px;
    border-bottom: 1px solid var(--hl-line);
    border-left: 5px solid transparent;
    background: var(--hl-paper);
    content-visibility: auto;
    contain-intrinsic-size: auto 92px;
  }
  li:hover {
    background: #f6f9f6;
  }
  li[data-selected] {
    background: var(--hl-info-wash);
    border-left-color: var(--hl-focus);
  }
  li > * {
    min-width: 0;
  }
  .line {
    grid-column: 1 / -1;
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  .open {
    display: inline;
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--hl-ink);
    font-weight: 650;
    text-align: start;
    cursor: pointer;
  }
  .open:active {
    background: none;
  }
  .open::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .open:focus-visible {
    outline: none;
  }
  .open:focus-visible::after {
    outline: 3px solid var(--hl-focus);
    outline-offset: -3px;
  }
  .act {
    position: relative;
    z-index: 1;
    padding-inline: 20px;
  }
  .empty,
  .loading {
    display: grid;
    gap: 4px;
    place-content: center;
    justify-items: center;
    min-height: 220px;
    padding: 24px 32px;
    color: var(--hl-ink-soft);
    text-align: center;
    text-wrap: balance;
  }
  .more {
    width: calc(100% - 32px);
    margin: 12px 16px;
  }
`;
