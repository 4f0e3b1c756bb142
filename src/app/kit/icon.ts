import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

const shapes = {
  banned: svg`<path d="M12 3c1 3-4 5-4 9.5a4 4 0 0 0 8 0c0-1.5-.6-2.6-1.3-3.5-.3 1-.9 1.6-1.7 2C13.6 8 13.7 5 12 3z"/><circle cx="12" cy="12" r="10.5"/><path d="M4.6 4.6l14.8 14.8"/>`,
  clear: svg`<circle cx="12" cy="12" r="10.5"/><path d="M6.8 12.4l3.6 3.6 7-7.6"/>`,
  unsure: svg`<path d="M12 2.2L23 21.3H1z"/><path d="M9.7 10.6a2.3 2.3 0 1 1 3.6 1.9c-.8.6-1.3 1.1-1.3 2"/><path d="M12 17.7v.2"/>`,
  permitted: svg`<path d="M5 2h10l4 4v16H5z"/><path d="M15 2v4h4"/><path d="M8.5 14l2.5 2.5 4.5-5"/>`,
  home: svg`<path d="M3 11l9-8 9 8"/><path d="M5.5 9.5V21h13V9.5"/><path d="M10 21v-6h4v6"/>`,
  records: svg`<path d="M5 3h14v18H5z"/><path d="M8.5 8h7M8.5 12h7M8.5 16h4"/>`,
  me: svg`<circle cx="12" cy="8" r="4"/><path d="M4 21c.6-4.5 3.6-7 8-7s7.4 2.5 8 7"/>`,
  camera: svg`<path d="M3 7h4l2-3h6l2 3h4v13H3z"/><circle cx="12" cy="13" r="4"/>`,
  picture: svg`<path d="M3 4h18v16H3z"/><path d="M3 17l5.5-5.5 4 4L16 12l5 5"/><circle cx="8" cy="8.5" r="1.5"/>`,
  pin: svg`<path d="M12 22s7-7.2 7-12.5a7 7 0 0 0-14 0C5 14.8 12 22 12 22z"/><circle cx="12" cy="9.5" r="2.5"/>`,
  locate: svg`<circle cx="12" cy="12" r="6"/><path d="M12 2v4M12 18v4M2 12h4M18 12h4"/><circle cx="12" cy="12" r="1.2"/>`,
  clock: svg`<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l4 2.5"/>`,
  back: svg`<path d="M15 4l-8 8 8 8"/>`,
  forward: svg`<path d="M9 4l8 8-8 8"/>`,
  down: svg`<path d="M4 9l8 8 8-8"/>`,
  warning: svg`<path d="M12 2.5L22.5 21h-21z"/><path d="M12 9v6M12 17.8v.2"/>`,
  sync: svg`<path d="M20 11a8 8 0 0 0-14.5-4L3 10M4 13a8 8 0 0 0 14.5 4L21 14"/><path d="M3 4v6h6M21 20v-6h-6"/>`,
  offline: svg`<path d="M2 8.5C8 3.5 16 3.5 22 8.5M5.5 12.5c4-3 9-3 13 0M9 16.3c2-1.3 4-1.3 6 0"/><path d="M12 20v.2"/><path d="M3 3l18 18"/>`,
  close: svg`<path d="M5 5l14 14M19 5L5 19"/>`,
  fire: svg`<path d="M12 2c1 4-5 6.5-5 12a5.5 5.5 0 0 0 11 0c0-2.2-1-3.8-2-5-.4 1.4-1.2 2.3-2.3 2.8C14.3 8 14 4.5 12 2z"/>`,
  alarm: svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 3H4z"/><path d="M10 21.5h4M2.5 8A8 8 0 0 1 5.5 3.5M21.5 8a8 8 0 0 0-3-4.5"/>`,
  plus: svg`<path d="M12 4v16M4 12h16"/>`,
  expand: svg`<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"/>`,
  done: svg`<path d="M4 12.5l5.5 5.5L20 6.5"/>`,
  law: svg`<path d="M4 4h7a2 2 0 0 1 1 2v15a3 3 0 0 0-2-1H4zM20 4h-7a2 2 0 0 0-1 2v15a3 3 0 0 1 2-1h6z"/>`,
  ruler: svg`<path d="M2 8h20v8H2z"/><path d="M6 8v4M10 8v3M14 8v4M18 8v3"/>`,
  calendar: svg`<path d="M3 5h18v16H3zM3 10h18M8 2.5V7M16 2.5V7"/>`,
  leaf: svg`<path d="M5 20C4 11 9 4 20 4c0 11-6 16-13 14.5M5 20c1.5-5 5-8.5 10-11"/>`,
  lock: svg`<path d="M5 11h14v10H5z"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/><path d="M12 15v2.5"/>`,
  trash: svg`<path d="M4 6.5h16M9 6V3h6v3M6 6.5L7 21h10l1-14.5M10 11v6M14 11v6"/>`,
} as const satisfies Record<string, SVGTemplateResult>;
export type IconName = keyof typeof shapes;

/** One drawn sign, in the colour of the text beside it. Always beside words: it is hidden from assistive technology. */
export function icon(name: IconName): TemplateResult {
  return drawIcon(shapes[name]);
}

/** A sign that one element alone has, drawn as the others are. */
export function drawIcon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shape}
  </svg>`;
}
