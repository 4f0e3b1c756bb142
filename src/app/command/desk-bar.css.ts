import { css } from 'lit';

/** One dark line across the desk. */
export const deskBarStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    min-height: 60px;
    padding: 6px 16px;
    background: #12301f;
    color: #ffffff;
  }
  h1 {
    font-size: 1.25rem;
    font-weight: 700;
    white-space: nowrap;
  }
  h1 span {
    font-weight: 500;
  }
  h1 small {
    margin-inline-start: 8px;
    padding-inline-start: 12px;
    border-inline-start: 1px solid #6d8a78;
    color: #cfe0d5;
    font-size: 1rem;
    font-weight: 500;
  }
  @media (max-width: 1599.9px) {
    h1 small {
      display: none;
    }
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 5px 10px;
    border-radius: 999px;
    background: #24442f;
    color: #e7f1ea;
    font-size: 0.875rem;
    font-weight: 600;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .pill svg {
    width: 18px;
    height: 18px;
  }
  .connected {
    background: #1d5636;
  }
  .lost {
    background: #ffffff;
    color: #8f0d14;
  }
  .urgent {
    background: #c8161f;
    color: #ffffff;
  }
  .waiting {
    background: #5a4300;
    color: #fff3cf;
  }
  .space {
    flex: 1;
  }
  .time {
    display: grid;
    justify-items: end;
    line-height: 1.25;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .time .soft {
    color: #cfe0d5;
    font-size: 0.8125rem;
  }
  .time strong {
    font-size: 1.125rem;
  }
  .doubt {
    color: #ffd98a;
    font-size: 0.8125rem;
  }
  .me {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline-start: 12px;
    border-inline-start: 1px solid #41604d;
    line-height: 1.25;
    white-space: nowrap;
  }
  .me small {
    color: #cfe0d5;
    font-size: 0.8125rem;
  }
  hl-language-switch {
    --hl-space-4: 0.625rem;
    --hl-text: 0.875rem;
    --hl-primary: #ffffff;
    --hl-on-primary: #12301f;
    --hl-paper: transparent;
    --hl-primary-wash: #24442f;
    white-space: nowrap;
  }
  .admin {
    border-color: #9db8a7;
    background: transparent;
    color: #ffffff;
    max-width: 9.5em;
    padding-block: 2px;
    font-size: 0.9375rem;
    line-height: 1.2;
  }
  .admin[aria-pressed='true'] {
    background: #ffffff;
    color: #12301f;
  }
  :focus-visible {
    outline-color: #ffffff;
  }
`;
