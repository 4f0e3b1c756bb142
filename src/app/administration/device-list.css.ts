import { css } from 'lit';

/** Rows of devices, and the question before one is revoked. */
export const deviceListStyles = css`
  li {
    display: grid;
    grid-template-columns: 1fr 96px 112px;
    gap: 16px;
    align-items: center;
    min-height: 68px;
    padding: 10px 16px;
    border-bottom: 1px solid var(--hl-line);
    background: var(--hl-paper);
  }
  .revoked {
    background: var(--hl-ground);
    color: var(--hl-ink-soft);
  }
  .status {
    color: var(--hl-clear);
    font-weight: 600;
    white-space: nowrap;
  }
  .revoked .status {
    color: var(--hl-ink-soft);
  }
  .action {
    justify-self: end;
  }
  .empty {
    padding: 48px 24px;
    text-align: center;
  }
  dialog {
    max-width: 460px;
    padding: 24px;
    border: 0;
    border-radius: 12px;
    color: var(--hl-ink);
  }
  dialog::backdrop {
    background: rgb(10 20 14 / 60%);
  }
  dialog p {
    margin: 10px 0 20px;
  }
  dialog form {
    display: flex;
    gap: 12px;
    justify-content: flex-end;
  }
  .since {
    display: grid;
    gap: 4px;
    margin: 0 0 16px;
  }
`;
