import { css } from 'lit';

/** How the story of a record looks, on the phone and at the desk. */
export const recordStoryStyles = css`
  h3 {
    margin-bottom: 6px;
    color: var(--hl-ink-soft);
    font-size: var(--hl-text-small);
  }
  .status {
    margin-bottom: 8px;
  }
  .voided {
    margin-bottom: 8px;
    padding: 8px 12px;
    border-left: 5px solid var(--hl-warn-line);
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
  ul {
    display: grid;
    gap: 8px;
    margin: 0 0 10px;
    padding: 0;
    list-style: none;
  }
  .who {
    display: block;
    color: var(--hl-ink-soft);
    font-size: var(--hl-text-small);
  }
`;
