import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import { areaColours, lineColours, markColours } from './colours.ts';
import { markKey } from './marks-layer.ts';
import { drawnLook, permitLabels, permitLook } from './permit-style.ts';

/** The sources a map of ours has; each holds GeoJSON and starts empty. */
export const sourceNames = [
  'land',
  'coast',
  'belt',
  'forest',
  'residential',
  'outside',
  'places',
  'permits',
  'drawn',
  'me',
  'marks',
] as const;
export type SourceName = (typeof sourceNames)[number];

/** Fonts of the system, CJK ones first; nothing is fetched for lettering. */
export const systemFonts = 'Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, system-ui, sans-serif';

const area = (source: SourceName, colour: string): LayerSpecification => ({
  id: `${source}-area`,
  type: 'fill',
  source,
  paint: { 'fill-color': colour, 'fill-antialias': false },
});

const line = (source: SourceName, colour: string, width: number, dash?: number[]): LayerSpecification => ({
  id: `${source}-line`,
  type: 'line',
  source,
  layout: { 'line-join': 'round', 'line-cap': dash ? 'butt' : 'round' },
  paint: {
    'line-color': colour,
    'line-width': ['interpolate', ['linear'], ['zoom'], 8, width * 0.6, 14, width * 1.6],
    ...(dash ? { 'line-dasharray': dash } : {}),
  },
});

const areas: LayerSpecification[] = [
  { id: 'sea', type: 'background', paint: { 'background-color': areaColours.sea } },
  area('land', areaColours.land),
  line('coast', lineColours.coast, 1),
  area('belt', areaColours.belt),
  line('forest', lineColours.forest, 1.6),
  area('forest', areaColours.forest),
  area('residential', areaColours.residential),
  line('residential', lineColours.residential, 0.9),
  line('belt', lineColours.belt, 1.2, [3, 2]),
  area('outside', areaColours.outside),
  line('outside', lineColours.outside, 1, [2, 2]),
];

const placeLabels: LayerSpecification[] = [
  {
    id: 'massif-labels',
    type: 'symbol',
    source: 'places',
    minzoom: 9,
    filter: ['==', ['get', 'kind'], 'massif'],
    layout: {
      'text-field': ['get', 'label'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 9, 12, 14, 16],
      'text-letter-spacing': 0.12,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 1.2,
    },
    paint: { 'text-color': lineColours.forestLabel, 'text-halo-color': lineColours.halo, 'text-halo-width': 1.4 },
  },
  {
    id: 'settlement-labels',
    type: 'symbol',
    source: 'places',
    filter: ['==', ['get', 'kind'], 'settlement'],
    layout: {
      'text-field': ['get', 'label'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 8, 12, 14, 17],
      'symbol-sort-key': ['get', 'rank'],
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 1.2,
    },
    paint: { 'text-color': lineColours.label, 'text-halo-color': lineColours.halo, 'text-halo-width': 1.6 },
  },
];

const me: LayerSpecification[] = [
  {
    id: 'me-accuracy',
    type: 'fill',
    source: 'me',
    filter: ['==', ['get', 'part'], 'accuracy'],
    paint: { 'fill-color': markColours.me, 'fill-opacity': 0.14 },
  },
  {
    id: 'me-accuracy-line',
    type: 'line',
    source: 'me',
    filter: ['==', ['get', 'part'], 'accuracy'],
    paint: { 'line-color': markColours.me, 'line-width': 1.5 },
  },
];

/** Alarms and incidents large, and what is calm among a thousand others only a point. */
const sizeFromAfar: ExpressionSpecification = [
  'case',
  ['>=', ['get', 'order'], 10],
  0.8,
  ['==', ['get', 'small'], true],
  0.18,
  0.5,
];

const marks: LayerSpecification[] = [
  {
    id: 'marks-selected',
    type: 'circle',
    source: 'marks',
    filter: ['==', ['get', 'selected'], true],
    paint: {
      'circle-radius': 25,
      'circle-color': '#ffffff',
      'circle-opacity': 0.75,
      'circle-stroke-color': lineColours.label,
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'marks',
    type: 'symbol',
    source: 'marks',
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8.5, sizeFromAfar, 12, 1],
      'icon-allow-overlap': true,
      'symbol-sort-key': ['get', 'order'],
    },
  },
  {
    id: 'marks-labels',
    type: 'symbol',
    source: 'marks',
    minzoom: 11.5,
    layout: {
      'text-field': ['get', 'label'],
      'text-size': 13,
      'text-anchor': 'top',
      'text-offset': [0, 1.5],
      'text-max-width': 14,
      'symbol-sort-key': ['-', 0, ['get', 'order']],
    },
    paint: { 'text-color': lineColours.label, 'text-halo-color': lineColours.halo, 'text-halo-width': 1.8 },
  },
];

const meDot: LayerSpecification = {
  id: 'me-point',
  type: 'circle',
  source: 'me',
  filter: ['==', ['get', 'part'], 'point'],
  paint: {
    'circle-radius': 8,
    'circle-color': markColours.me,
    'circle-stroke-color': '#ffffff',
    'circle-stroke-width': 3,
  },
};

/** The whole map but its data: no tiles, no glyphs, no sprite, nothing to fetch. Lower layers first. */
export function mapStyle(): StyleSpecification {
  const sources = Object.fromEntries(sourceNames.map((name) => [name, emptySource(name)]));
  return {
    version: 8,
    sources,
    layers: [...areas, ...permitLook, ...drawnLook, ...me, ...placeLabels, ...permitLabels, ...marks, meDot],
  };
}

function emptySource(name: SourceName): GeoJSONSourceSpecification {
  const data: GeoJSONSourceSpecification['data'] = { type: 'FeatureCollection', features: [] };
  return { type: 'geojson', data, tolerance: 0.2, ...(name === 'marks' && { promoteId: markKey }) };
}
