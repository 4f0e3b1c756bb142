import { css } from 'lit';

/** What sets an alarm nobody has seen apart. */
export const alarmBoardStyles = css`
  li.urgent {
    border-left-color: var(--hl-danger);
    background: var(--hl-danger-wash);
  }
  .what {
    color: var(--hl-ink);
    font-size: 0.9375rem;
  }
  .urgent .what {
    color: var(--hl-danger);
    font-weight: 650;
  }
  .line svg {
    width: 16px;
    height: 16px;
    vertical-align: -3px;
    color: var(--hl-clear);
  }
`;
