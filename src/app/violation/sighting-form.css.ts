import { css } from 'lit';

/** Big choices for somebody who is out of breath. */
export const sightingFormStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0;
    font-weight: 600;
  }

  .two,
  .chips {
    display: grid;
    gap: var(--hl-space-2);
    margin-top: var(--hl-space-2);
  }

  .two {
    grid-template-columns: 1fr 1fr;
  }

  .two button {
    min-height: 5.5rem;
    font-size: var(--hl-text-large);
  }

  .two svg {
    width: 2rem;
    height: 2rem;
  }

  .chips {
    grid-template-columns: repeat(auto-fill, minmax(min(6.5rem, 100%), 1fr));
  }

  button[aria-pressed='true'] {
    border-color: var(--hl-primary);
    background: var(--hl-primary);
    color: var(--hl-on-primary);
  }

  .rule,
  .field {
    margin-top: var(--hl-space-3);
  }

  .problem {
    color: var(--hl-danger);
    font-weight: 600;
  }
`;
