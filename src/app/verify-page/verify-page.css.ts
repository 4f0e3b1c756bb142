import { css } from 'lit';

/** How the page that checks packages is laid out. */
export const verifyStyles = css`
  main {
    display: grid;
    gap: 20px;
    max-width: 920px;
    margin: 0 auto;
    padding: 28px 20px 60px;
  }
  .choice {
    display: grid;
    gap: 14px;
  }
  .trust {
    display: grid;
    gap: 12px;
    padding-top: 8px;
  }
  label {
    display: grid;
    gap: 4px;
  }
  input[type='text'] {
    padding: 8px 12px;
    border: 2px solid var(--hl-line-strong);
    border-radius: 8px;
    font-family: ui-monospace, monospace;
  }
`;
