import { css } from 'lit';

/**
 * Hulin's design tokens, for a phone held at arm's length in sunlight: dark ink on white, four verdict colours that differ
 * in lightness as well as hue, sizes in rem so that the reader's own text size rules. Every pair named here passes 4.5 : 1.
 */
export const tokens = css`
  :root,
  :host {
    --hl-ink: #14201a;
    --hl-ink-soft: #43524a;
    --hl-paper: #ffffff;
    --hl-ground: #eef2ee;
    --hl-line: #b9c5bc;
    --hl-line-strong: #6b7a71;

    --hl-primary: #12512c;
    --hl-primary-press: #0b3a1f;
    --hl-on-primary: #ffffff;
    --hl-primary-wash: #e3efe6;

    --hl-banned: #b1121a;
    --hl-on-banned: #ffffff;
    --hl-clear: #0b6a3c;
    --hl-on-clear: #ffffff;
    --hl-unsure: #ffc52e;
    --hl-on-unsure: #1f1600;
    --hl-permitted: #0b4c99;
    --hl-on-permitted: #ffffff;

    --hl-danger: #b1121a;
    --hl-danger-wash: #fdecec;
    --hl-warn-wash: #fff3cf;
    --hl-warn-ink: #4b3500;
    --hl-warn-line: #c98a00;
    --hl-info-wash: #e6f0fb;
    --hl-info-ink: #0a3a75;
    --hl-focus: #0b4c99;

    --hl-font: system-ui, 'Noto Sans SC', 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
    --hl-text-small: 0.9375rem;
    --hl-text: 1.125rem;
    --hl-text-large: 1.3125rem;
    --hl-text-title: 1.5rem;
    --hl-text-verdict: 2.5rem;

    --hl-space-1: 0.25rem;
    --hl-space-2: 0.5rem;
    --hl-space-3: 0.75rem;
    --hl-space-4: 1rem;
    --hl-space-6: 1.5rem;

    --hl-radius: 0.75rem;
    --hl-radius-small: 0.5rem;
    --hl-tap: 3rem;
    --hl-shadow: 0 1px 2px rgb(20 32 26 / 12%), 0 4px 16px rgb(20 32 26 / 8%);
  }
`;
