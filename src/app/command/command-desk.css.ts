import { css } from 'lit';

/** The desk's frame: status line, rules, then map and lists. Denser than the phone's. */
export const commandDeskStyles = css`
  :host {
    --hl-text: 1rem;
    --hl-text-small: 0.875rem;
    --hl-text-large: 1.1875rem;
    --hl-tap: 2.75rem;
    --hl-radius: 0.5rem;
    --hl-radius-small: 0.375rem;
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100dvh;
    min-height: 480px;
    background: var(--hl-ground);
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(360px, 440px);
    min-height: 0;
  }
  .ground {
    position: relative;
    min-width: 0;
    min-height: 0;
  }
  hl-map {
    position: absolute;
    inset: 0;
  }
  .of-then hl-map {
    filter: grayscale(0.75);
  }
  .of-then hl-desk-lists {
    box-shadow: inset 0 0 0 3px #a3121a;
  }
  hl-desk-detail {
    position: absolute;
    inset: 0 0 0 auto;
    width: min(420px, 100%);
    border-left: 1px solid var(--hl-line-strong);
    box-shadow: -6px 0 20px rgb(20 32 26 / 16%);
  }
  hl-desk-lists {
    border-left: 1px solid var(--hl-line-strong);
  }
  .note {
    position: absolute;
    inset: 12px auto auto 76px;
    padding: 8px 14px;
    border-radius: 8px;
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
  .administration {
    display: block;
    overflow: auto;
  }
  @media (max-width: 900px) {
    :host {
      height: auto;
    }
    main {
      grid-template-columns: 1fr;
      grid-template-rows: 55vh minmax(50vh, auto);
    }
  }
`;
