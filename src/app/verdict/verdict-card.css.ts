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

  .band {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: var(--hl-space-3);
    min-height: 7rem;
    padding: var(--hl-space-4);
  }

  .band svg {
    width: 3.5rem;
    height: 3.5rem;
    stroke-width: 1.75;
  }

  .band > div {
    flex: 1 1 9rem;
    min-width: 0;
  }

  h2 {
    font-size: min(var(--hl-text-verdict), 15vw);
    font-weight: 800;
    line-height: 1.15;
    letter-spacing: 0.02em;
  }

  .band p {
    margin-top: var(--hl-space-1);
    font-weight: 600;
  }

  .banned .band {
    background: var(--hl-banned);
    color: var(--hl-on-banned);
  }

  .clear .band {
    background: var(--hl-clear);
    color: var(--hl-on-clear);
  }

  .permitted .band {
    background: var(--hl-permitted);
    color: var(--hl-on-permitted);
  }

  .unsure .band {
    background: var(--hl-unsure);
    color: var(--hl-on-unsure);
  }

  .loading .band {
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
`;
