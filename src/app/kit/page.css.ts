import { css } from 'lit';

/** One task filling the phone: a heading with the way back, sections under each other, and the main action at the foot. */
export const page = css`
  :host {
    display: block;
  }

  .top {
    display: flex;
    align-items: center;
    gap: var(--hl-space-2);
    min-height: 3.5rem;
    padding: var(--hl-space-1) var(--hl-space-4);
    background: var(--hl-paper);
    border-bottom: 1px solid var(--hl-line);
  }

  .top h1 {
    flex: 1;
    min-width: 0;
    font-size: var(--hl-text-large);
  }

  .back {
    display: grid;
    place-items: center;
    width: var(--hl-tap);
    height: var(--hl-tap);
    margin-inline-start: calc(-1 * var(--hl-space-3));
    color: var(--hl-primary);
  }

  .sections {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hl-space-3);
    padding: var(--hl-space-3);
  }

  .panel h2 {
    margin-bottom: var(--hl-space-2);
  }

  .foot {
    position: sticky;
    bottom: 0;
    z-index: 2;
    padding: var(--hl-space-2) var(--hl-space-3);
    padding-bottom: calc(var(--hl-space-2) + env(safe-area-inset-bottom));
    background: var(--hl-paper);
    border-top: 1px solid var(--hl-line);
  }

  .demonstration {
    display: inline-block;
    padding: 0 var(--hl-space-2);
    border-radius: var(--hl-radius-small);
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
    font-size: var(--hl-text-small);
    font-weight: 600;
  }

  @media (max-height: 30rem) {
    .foot {
      position: static;
    }
  }
`;
