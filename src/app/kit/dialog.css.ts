import { css } from 'lit';

/** A modal sheet that rises from the foot of the screen, within reach of a thumb. */
export const dialogSheet = css`
  dialog {
    width: 100%;
    max-width: 40rem;
    max-height: 88dvh;
    margin: auto auto 0;
    padding: var(--hl-space-4);
    border: 0;
    border-radius: var(--hl-radius) var(--hl-radius) 0 0;
    background: var(--hl-paper);
    color: var(--hl-ink);
    overflow: auto;
  }

  dialog::backdrop {
    background: rgb(10 20 14 / 60%);
  }
`;
