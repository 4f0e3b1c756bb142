import { css } from 'lit';

/** The public page: the answer as a poster. */
export const publicPageStyles = css`
  .brand {
    display: flex;
    align-items: center;
    gap: var(--hl-space-2);
    color: var(--hl-primary);
  }

  .season h2 {
    margin: var(--hl-space-1) 0;
    font-size: min(var(--hl-text-verdict), 15vw);
    font-weight: 800;
  }

  .banned {
    background: var(--hl-banned);
    color: var(--hl-on-banned);
  }

  .clear {
    background: var(--hl-clear);
    color: var(--hl-on-clear);
  }

  .unsure {
    background: var(--hl-unsure);
    color: var(--hl-on-unsure);
  }

  .ask {
    margin-top: var(--hl-space-2);
  }
`;
