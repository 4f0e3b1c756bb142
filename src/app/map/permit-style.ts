import type { LayerSpecification } from 'maplibre-gl';
import { lineColours, permitColours } from './colours.ts';

/** Areas of permits: a veil within a solid line when in force, a broken one when coming or over. */
export const permitLook: LayerSpecification[] = [
  {
    id: 'permits-area',
    type: 'fill',
    source: 'permits',
    paint: { 'fill-color': permitColours.area, 'fill-opacity': ['case', ['get', 'selected'], 0.3, 0.16] },
  },
  {
    id: 'permits-line',
    type: 'line',
    source: 'permits',
    filter: ['==', ['get', 'stage'], 'in-force'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': permitColours.area, 'line-width': ['case', ['get', 'selected'], 4, 2.5] },
  },
  {
    id: 'permits-line-other',
    type: 'line',
    source: 'permits',
    filter: ['!=', ['get', 'stage'], 'in-force'],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': permitColours.area,
      'line-width': ['case', ['get', 'selected'], 4, 2],
      'line-dasharray': [2, 1.5],
    },
  },
];

export const permitLabels: LayerSpecification[] = [
  {
    id: 'permits-labels',
    type: 'symbol',
    source: 'permits',
    minzoom: 12,
    layout: { 'text-field': ['get', 'label'], 'text-size': 13, 'text-max-width': 14 },
    paint: { 'text-color': permitColours.area, 'text-halo-color': lineColours.halo, 'text-halo-width': 1.8 },
  },
];

/** An area being drawn: corners to see what the finger has done. */
export const drawnLook: LayerSpecification[] = [
  {
    id: 'drawn-area',
    type: 'fill',
    source: 'drawn',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': permitColours.drawn, 'fill-opacity': 0.22 },
  },
  {
    id: 'drawn-line',
    type: 'line',
    source: 'drawn',
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': permitColours.drawn, 'line-width': 3 },
  },
  {
    id: 'drawn-corners',
    type: 'circle',
    source: 'drawn',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 5,
      'circle-color': '#ffffff',
      'circle-stroke-color': permitColours.drawn,
      'circle-stroke-width': 3,
    },
  },
];
