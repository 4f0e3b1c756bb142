import { css } from 'lit';

/** The record page around its form: whether the draft is kept above, the one action at the foot. */
export const recordPageStyles = css`
  .kept {
    text-align: center;
  }

  .foot p:empty {
    display: none;
  }

  .problem {
    color: var(--hl-danger);
    font-weight: 600;
    margin-bottom: var(--hl-space-2);
  }

  .empty {
    display: grid;
    gap: var(--hl-space-4);
    padding: var(--hl-space-6) var(--hl-space-4);
  }
`;
