import { css } from 'lit';

/** What every control lying on the map looks like: 48 px, opaque, readable in sunlight. */
export const mapButtonStyles = css`
  button {
    display: grid;
    place-items: center;
    box-sizing: border-box;
    min-width: 48px;
    min-height: 48px;
    padding: 0;
    border: 1px solid #8a979d;
    border-radius: 10px;
    background: #ffffff;
    color: #1c2b33;
    font: 600 16px / 1.2 system-ui, sans-serif;
    cursor: pointer;
  }
  button:hover {
    background: #eef3f4;
  }
  button:focus-visible {
    outline: 3px solid #15549a;
    outline-offset: 2px;
  }
  button[disabled] {
    color: #6a767c;
    background: #f2f4f4;
    cursor: default;
  }
  svg {
    width: 24px;
    height: 24px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2.2;
    stroke-linecap: round;
  }
`;
