import { css } from 'lit';

/** Badges carry a word and, where it matters, a sign: never a colour alone. */
export const badgeStyles = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border: 1px solid currentColor;
    border-radius: 999px;
    background: var(--hl-paper);
    color: var(--hl-ink-soft);
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
  }
  .badge svg {
    width: 14px;
    height: 14px;
  }
  .badge.danger {
    border-color: var(--hl-danger);
    background: var(--hl-danger);
    color: #ffffff;
  }
  .badge.warn {
    background: var(--hl-warn-wash);
    color: var(--hl-warn-ink);
  }
  .badge.fine {
    color: var(--hl-clear);
  }
  .badge.voided {
    border-color: transparent;
    background: #e4e7e8;
    color: #3d484e;
  }
  .badge.unknown {
    border-style: dashed;
    color: #3d484e;
  }
  .badges {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    justify-content: flex-end;
  }
`;
