import { css } from 'lit';

/** The form for a permit: one column beside the map, the check and the deed at its foot. */
export const permitFormStyles = css`
  :host {
    display: block;
  }

  .fields {
    display: grid;
    gap: var(--hl-space-4);
    padding: var(--hl-space-4);
  }

  h2 {
    font-size: var(--hl-text-large);
  }

  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--hl-space-3);
  }

  .acts {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 var(--hl-space-3);
  }

  .tick {
    display: flex;
    align-items: center;
    gap: var(--hl-space-2);
    min-height: var(--hl-tap);
    margin: 0;
    font-weight: 400;
  }

  .tick input {
    flex: none;
    width: 1.25rem;
    height: 1.25rem;
    min-height: 0;
    accent-color: var(--hl-primary);
  }

  .condition {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--hl-space-2);
    margin-bottom: var(--hl-space-2);
  }

  .fault {
    margin-top: var(--hl-space-1);
    color: var(--hl-danger);
    font-size: var(--hl-text-small);
    font-weight: 600;
  }

  .foot {
    position: sticky;
    bottom: 0;
    display: grid;
    gap: var(--hl-space-2);
    padding: var(--hl-space-3) var(--hl-space-4);
    background: var(--hl-paper);
    border-top: 1px solid var(--hl-line-strong);
  }

  .foot h3 {
    font-size: 1rem;
  }

  .check {
    max-height: 11rem;
    overflow-y: auto;
    padding: var(--hl-space-2) var(--hl-space-3);
    border-radius: var(--hl-radius-small);
    background: var(--hl-ground);
  }

  dialog {
    margin: auto;
    border-radius: var(--hl-radius);
  }

  dialog[open] {
    display: grid;
    gap: var(--hl-space-3);
  }

  .deeds {
    display: grid;
    grid-template-columns: auto auto 1fr;
    gap: var(--hl-space-2);
  }
`;
