import { css } from 'lit';

/** Command's page of permits: a bar, the map, and a column beside it. */
export const permitDeskStyles = css`
  :host {
    --hl-text: 1rem;
    --hl-text-small: 0.875rem;
    --hl-text-large: 1.1875rem;
    --hl-tap: 3rem;
    --hl-radius: 0.5rem;
    --hl-radius-small: 0.375rem;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100dvh;
    min-height: 480px;
    background: var(--hl-ground);
  }

  header {
    display: flex;
    align-items: center;
    gap: var(--hl-space-4);
    padding: var(--hl-space-1) var(--hl-space-4);
    border-bottom: 1px solid var(--hl-line-strong);
    background: var(--hl-paper);
  }

  ::slotted(*) {
    flex: none;
    width: 27rem;
  }

  h1 {
    flex: 1;
    font-size: 1.25rem;
  }

  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 30rem;
    min-height: 0;
  }

  hl-map {
    height: 100%;
  }

  aside {
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    border-left: 1px solid var(--hl-line-strong);
    background: var(--hl-paper);
  }

  .failure {
    margin: var(--hl-space-3) var(--hl-space-4) 0;
    padding: var(--hl-space-2) var(--hl-space-3);
    border-radius: var(--hl-radius-small);
    background: var(--hl-danger-wash);
    color: var(--hl-danger);
    font-weight: 600;
  }

  @media (max-width: 900px) {
    :host {
      height: auto;
    }

    main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: 50vh auto;
    }
  }
`;
