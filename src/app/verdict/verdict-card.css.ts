import { css } from 'lit';

/** The verdict card: a band of one flat colour that can be told across a clearing, and calm black on white beneath. */
export const verdictCardStyles = css`
  :host {
    display: block;
  }

  section {
    border-radius: var(--hl-radius);
    background: var(--hl-paper);
    box-shadow: var(--hl-shadow);
    overflow: hidden;
  }

  header {
    display: flex;
    align-items: center;
    gap: var(--hl-space-4);
    min-height: 7rem;
    padding: var(--hl-space-4);
  }

  header svg {
    width: 4rem;
    height: 4rem;
    stroke-width: 1.75;
  }

  header div {
    flex: 1;
    min-width: 0;
  }

  h2 {
    font-size: var(--hl-text-verdict);
    font-weight: 800;
    line-height: 1.15;
    letter-spacing: 0.02em;
  }

  header p {
    margin-top: var(--hl-space-1);
    font-weight: 600;
  }

  .banned header {
    background: var(--hl-banned);
    color: var(--hl-on-banned);
  }

  .clear header {
    background: var(--hl-clear);
    color: var(--hl-on-clear);
  }

  .permitted header {
    background: var(--hl-permitted);
    color: var(--hl-on-permitted);
  }

  .unsure header {
    background: var(--hl-unsure);
    color: var(--hl-on-unsure);
  }

  .loading header {
    color: var(--hl-ink-soft);
    min-height: 15rem;
  }

  .facts {
    padding: var(--hl-space-3) var(--hl-space-4) var(--hl-space-1);
  }

  .fact,
  .advice {
    display: flex;
    align-items: flex-start;
    gap: var(--hl-space-3);
    padding-block: var(--hl-space-1);
  }

  .fact svg {
    width: 1.375rem;
    height: 1.375rem;
    margin-top: 0.2rem;
    color: var(--hl-line-strong);
  }

  .advice {
    font-weight: 600;
  }

  @media (max-width: 20rem) {
    header {
      flex-wrap: wrap;
    }
  }
`;
