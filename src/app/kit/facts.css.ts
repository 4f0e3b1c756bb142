import { css } from 'lit';

/** What a record says in clear, one fact under the other. */
export const factsStyles = css`
  dl {
    display: grid;
    gap: 10px;
    margin: 0;
  }

  dt {
    color: var(--hl-ink-soft);
    font-size: var(--hl-text-small);
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
