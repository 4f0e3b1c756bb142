import { css } from 'lit';

/** A row of actions, and the short form that one of them opens beneath it. */
export const inlineFormStyles = css`
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  form {
    display: grid;
    gap: 10px;
    margin-top: 10px;
    padding: 12px;
    border-radius: var(--hl-radius-small);
    background: var(--hl-ground);
  }
`;
