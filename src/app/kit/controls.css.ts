import { css } from 'lit';

/** Buttons and fields as native controls, at least 48 px high, with words that wrap rather than vanish. */
export const controls = css`
  button,
  .button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    min-height: var(--hl-tap);
    touch-action: manipulation;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--hl-space-2);
    padding: var(--hl-space-2) var(--hl-space-4);
    border: 2px solid var(--hl-primary);
    border-radius: var(--hl-radius);
    background: var(--hl-paper);
    color: var(--hl-primary);
    font-weight: 600;
    line-height: 1.25;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }

  button:active,
  .button:active {
    background: var(--hl-primary-wash);
  }

  button:disabled {
    opacity: 1;
    border-color: var(--hl-line);
    color: var(--hl-ink-soft);
    background: var(--hl-ground);
    cursor: default;
  }

  .primary {
    background: var(--hl-primary);
    color: var(--hl-on-primary);
  }

  .primary:active {
    background: var(--hl-primary-press);
  }

  .wide {
    width: 100%;
  }

  .tall {
    min-height: 3.75rem;
    font-size: var(--hl-text-large);
  }

  .quiet {
    border-color: transparent;
    background: transparent;
    padding-inline: var(--hl-space-2);
  }

  .danger {
    border-color: var(--hl-danger);
    color: var(--hl-danger);
  }

  .quiet.danger {
    border-color: transparent;
  }

  label,
  .label {
    display: block;
    font-weight: 600;
    margin-bottom: var(--hl-space-1);
  }

  input:not([type='radio'], [type='file']),
  select,
  textarea {
    display: block;
    width: 100%;
    min-width: 0;
    padding: var(--hl-space-2) var(--hl-space-3);
    border: 2px solid var(--hl-line-strong);
    border-radius: var(--hl-radius-small);
    background: var(--hl-paper);
  }

  textarea {
    min-height: 6.5rem;
    resize: vertical;
  }

  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }

  legend {
    padding: 0;
  }
`;
