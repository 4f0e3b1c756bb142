import { css } from 'lit';

/** How a station's history looks: choices above, the chart, the figures below. */
export const stationHistoryStyles = css`
  :host {
    display: block;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 10px;
  }
  fieldset {
    display: flex;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset button {
    min-width: var(--hl-tap);
    padding: 0 12px;
    border-radius: 0;
  }
  fieldset button:first-of-type {
    border-radius: var(--hl-radius-small) 0 0 var(--hl-radius-small);
  }
  fieldset button:last-of-type {
    border-radius: 0 var(--hl-radius-small) var(--hl-radius-small) 0;
  }
  fieldset button + button {
    border-left: 0;
  }
  fieldset button[aria-pressed='true'] {
    border-color: var(--hl-primary);
    background: var(--hl-primary);
    color: var(--hl-on-primary);
  }
  select {
    min-height: var(--hl-tap);
    padding: 0 10px;
    border: 1px solid var(--hl-line-strong);
    border-radius: var(--hl-radius-small);
    background: var(--hl-paper);
    color: inherit;
    font: inherit;
  }
  .face {
    display: grid;
    min-height: 208px;
    place-content: center;
    gap: 10px;
    color: var(--hl-ink-soft);
    text-align: center;
  }
  svg {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
  }
  .grid {
    stroke: var(--hl-line);
    stroke-width: 1;
  }
  .label {
    fill: var(--hl-ink-soft);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .band {
    fill: var(--hl-primary);
    opacity: 0.16;
  }
  .line {
    fill: none;
    stroke: var(--hl-primary);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .dot {
    fill: var(--hl-primary);
  }
  .summary {
    margin-top: 8px;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .table {
    max-height: 320px;
    overflow: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 5px 8px;
    border-bottom: 1px solid var(--hl-line);
    text-align: right;
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
    text-align: left;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--hl-paper);
    color: var(--hl-ink-soft);
    font-weight: 600;
  }
`;
