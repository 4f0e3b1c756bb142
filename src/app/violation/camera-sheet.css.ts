import { css } from 'lit';

/** The camera fills the screen; the shutter is as large as a thumb needs with gloves on. */
export const cameraSheetStyles = css`
  dialog {
    width: 100vw;
    height: 100dvh;
    max-width: none;
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: #0b120e;
    color: #fff;
  }

  dialog[open] {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
  }

  .screen {
    display: grid;
    place-items: center;
    min-height: 0;
  }

  .screen div {
    padding: var(--hl-space-6);
    text-align: center;
  }

  .screen button {
    margin-top: var(--hl-space-4);
  }

  video {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  .bar {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    align-items: center;
    gap: var(--hl-space-3);
    padding: var(--hl-space-4);
    padding-bottom: calc(var(--hl-space-4) + env(safe-area-inset-bottom));
  }

  .done {
    justify-self: start;
    border-color: #fff;
    background: transparent;
    color: #fff;
  }

  .bar p {
    grid-column: 3;
    justify-self: end;
  }

  .shutter {
    width: 5rem;
    height: 5rem;
    padding: 0;
    border: 0.375rem solid #0b120e;
    border-radius: 50%;
    background: #fff;
    outline: 0.25rem solid #fff;
  }

  .shutter:focus-visible {
    outline-color: #6fb4ff;
    border-radius: 50%;
  }

  .shutter:disabled,
  .shutter:active {
    background: #b9c5bc;
  }
`;
