import { css } from 'lit';

/** The verdict large enough to be read at arm's length, the lines under each other with rules between. */
export const readyPage = css`
  .verdict {
    display: flex;
    align-items: center;
    gap: var(--hl-space-4);
    padding: var(--hl-space-4);
    border-radius: var(--hl-radius);
  }

  .verdict svg {
    width: 3rem;
    height: 3rem;
  }

  .verdict h2 {
    font-size: 1.75rem;
  }

  .is-ready {
    background: var(--hl-clear);
    color: var(--hl-on-clear);
  }

  .is-not-ready {
    background: var(--hl-banned);
    color: var(--hl-on-banned);
  }

  .lines {
    padding-block: 0;
  }

  .lines li + li {
    border-top: 1px solid var(--hl-line);
  }

  .update {
    margin-top: var(--hl-space-1);
    font-size: var(--hl-text-small);
  }

  progress {
    width: 100%;
    height: 0.75rem;
    accent-color: var(--hl-primary);
  }
`;
