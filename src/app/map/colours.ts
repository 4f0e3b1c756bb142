/**
 * The map's fills as they stand on the screen, sRGB. Every area fill is opaque and flat, so that one pixel tells what lies there;
 * the journey that samples pixels reads them from here.
 */
export const areaColours = {
  sea: '#cfe0e8',
  land: '#f5f2e9',
  forest: '#8fba8d',
  belt: '#f6d7a4',
  residential: '#ded8cc',
  outside: '#e3e5e6',
} as const;

/** Outlines and lettering. */
export const lineColours = {
  coast: '#7d9dab',
  forest: '#5e8f5f',
  belt: '#b5701c',
  residential: '#a2988a',
  outside: '#9aa1a5',
  label: '#26333a',
  labelSoft: '#53626a',
  forestLabel: '#23512f',
  halo: '#ffffff',
} as const;

/** What a mark's colour says; its shape and sign say it too. */
export const markColours = {
  alarm: '#b3151b',
  acknowledged: '#a34a00',
  closed: '#1c2b33',
  fault: '#8a5a00',
  fine: '#17683f',
  unknown: '#4d585e',
  ranger: '#15549a',
  violation: '#7a2470',
  me: '#15549a',
} as const;

/** Areas where a permit lifts the ban, and one being drawn. Lines tell them; the fill is a veil, so that the ground shows. */
export const permitColours = { area: '#0b4c99', drawn: '#8a1f6d' } as const;
