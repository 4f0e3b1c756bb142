import { css } from 'lit';

/** What every element starts from: box model, type, focus ring, buttons, fields, panels. Needs the tokens above it in the tree. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    color: var(--hl-ink);
    font-family: var(--hl-font);
    font-size: var(--hl-text);
    line-height: 1.5;
    -webkit-tap-highlight-color: transparent;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  figure {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h1 {
    font-size: var(--hl-text-title);
    line-height: 1.25;
  }

  h2 {
    font-size: var(--hl-text-large);
    line-height: 1.3;
  }

  :focus {
    outline: none;
  }

  /* Not on headings, which are focused for the reader's ear. */
  :focus-visible:not(h1) {
    outline: 3px solid var(--hl-focus);
    outline-offset: 2px;
    border-radius: var(--hl-radius-small);
  }

  svg {
    width: 1.5em;
    height: 1.5em;
    flex: none;
  }

  .soft {
    color: var(--hl-ink-soft);
    font-size: var(--hl-text-small);
  }

  .panel {
    background: var(--hl-paper);
    border-radius: var(--hl-radius);
    box-shadow: var(--hl-shadow);
    padding: var(--hl-space-4);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
