import { css } from 'lit';

/** A gate's counter and register, side by side. */
export const gateRegisterStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 6px;
    border-bottom: 1px solid var(--hl-line);
    text-align: end;
  }
  th:first-child {
    text-align: start;
  }
  nav {
    padding: 8px 16px;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .short {
    color: var(--hl-danger);
    font-weight: 700;
  }
`;
