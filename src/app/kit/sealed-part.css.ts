import { css } from 'lit';

/** A sealed part: an envelope with a flap, flat while closed. */
export const sealedPartStyles = css`
  article {
    border: 1.5px solid var(--hl-line-strong);
    border-radius: 10px;
    background: #faf7ef;
    overflow: hidden;
  }
  article[data-face='fields'],
  article[data-face='picture'] {
    background: var(--hl-paper);
    border-color: var(--hl-primary);
  }
  .head {
    display: grid;
    grid-template-columns: 40px 1fr auto;
    gap: 12px;
    align-items: center;
    padding: 10px 12px;
  }
  .head p {
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  .flap {
    width: 40px;
    height: 28px;
    border: 1.5px solid var(--hl-line-strong);
    border-radius: 4px;
    background:
      linear-gradient(to bottom right, transparent 48%, var(--hl-line-strong) 49% 52%, transparent 53%) left top / 50% 60%
        no-repeat,
      linear-gradient(to bottom left, transparent 48%, var(--hl-line-strong) 49% 52%, transparent 53%) right top / 50% 60%
        no-repeat,
      #f1e9d3;
  }
  button {
    padding-inline: 12px;
    font-size: 0.875rem;
  }
  img {
    display: block;
    width: 100%;
    max-height: 420px;
    object-fit: contain;
    background: #1b2420;
  }
  .refused {
    padding: 10px 14px;
    border-top: 1px solid var(--hl-line);
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
    font-size: 0.9375rem;
  }
`;
