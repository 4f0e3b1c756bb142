import { css } from 'lit';

/** How the map's canvas and what lies on it are laid out. */
export const mapStyles = css`
  :host {
    position: relative;
    display: block;
    min-height: 160px;
    overflow: hidden;
    background: #cfe0e8;
    container-type: size;
  }
  .frame {
    position: absolute;
    inset: 0;
  }
  .maplibregl-canvas:focus-visible {
    outline: 3px solid #15549a;
    outline-offset: -3px;
  }
  :host([drawing]) .frame:has(.maplibregl-canvas:focus-visible)::after {
    content: '';
    position: absolute;
    inset: calc(50% - 16px);
    width: 32px;
    height: 32px;
    background:
      linear-gradient(#b3151b, #b3151b) center / 3px 100% no-repeat,
      linear-gradient(#b3151b, #b3151b) center / 100% 3px no-repeat;
    filter: drop-shadow(0 0 2px #ffffff);
    pointer-events: none;
  }
  .maplibregl-ctrl-scale {
    border-color: #26333a;
    background: rgb(255 255 255 / 85%);
    color: #26333a;
    font: 12px / 1.4 system-ui, sans-serif;
  }
  hl-map-controls {
    position: absolute;
    top: 12px;
    left: 12px;
  }
  hl-map-legend {
    position: absolute;
    right: calc(8px + var(--covered-right, 0px));
    bottom: 8px;
  }
  p[role='alert'] {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    padding: 24px;
    color: #1c2b33;
    background: #e9eef0;
    font: 17px / 1.6 system-ui, sans-serif;
    text-align: center;
    text-wrap: balance;
  }
`;
