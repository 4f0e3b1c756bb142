import { css } from 'lit';

/** The actions beside an alarm. */
export const alarmHandlingStyles = css`
  :host {
    display: block;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block: 10px;
  }
  .actions button {
    padding-inline: 14px;
  }
`;
