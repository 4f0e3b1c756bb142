import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { ZoneLayer } from '../../domain/shared/codes.ts';
import type { ZoneDrawing } from '../package-ports.ts';
import { areaColours, lineColours } from './colours.ts';

type Kind = 'belt' | 'forest' | 'residential';

/** Lowest first, as the built-in zones are drawn. */
const looks = [
  { kind: 'belt', type: 'fill', colour: areaColours.belt },
  { kind: 'forest', type: 'line', colour: lineColours.forest, width: 1.6 },
  { kind: 'forest', type: 'fill', colour: areaColours.forest },
  { kind: 'residential', type: 'fill', colour: areaColours.residential },
  { kind: 'residential', type: 'line', colour: lineColours.residential, width: 0.9 },
  { kind: 'belt', type: 'line', colour: lineColours.belt, width: 1.2, dash: [3, 2] },
] as const satisfies readonly { kind: Kind; type: 'fill' | 'line'; colour: string; width?: number; dash?: number[] }[];
type Look = (typeof looks)[number];

/** The map's source for a drawing. */
export function sourceOf({ id }: Pick<ZoneDrawing, 'id'>): string {
  return `zones-${id}`;
}

/** How a drawing is painted; `order` counts from the lowest. Every kind of forest looks alike. */
export function drawnLayers(
  drawing: Pick<ZoneDrawing, 'id' | 'layers'>,
): readonly { readonly order: number; readonly layer: LayerSpecification }[] {
  return looks.flatMap((look, order) =>
    sourceLayersOf(look.kind, drawing.layers).map((sourceLayer) => ({
      order,
      layer: paint(look, sourceOf(drawing), sourceLayer),
    })),
  );
}

function sourceLayersOf(kind: Kind, layers: readonly ZoneLayer[]): readonly string[] {
  if (kind === 'belt') return ['belt'];
  return layers.filter((layer) => (layer === 'residential') === (kind === 'residential'));
}

function paint(look: Look, source: string, sourceLayer: string): LayerSpecification {
  const where = { id: `${source}-${sourceLayer}-${look.type}`, source, 'source-layer': sourceLayer };
  if (look.type === 'fill') {
    return { ...where, type: 'fill', paint: { 'fill-color': look.colour, 'fill-antialias': false } };
  }
  const dash = 'dash' in look ? { 'line-dasharray': [...look.dash] } : {};
  const width: ExpressionSpecification = [
    'interpolate',
    ['linear'],
    ['zoom'],
    8,
    look.width * 0.6,
    14,
    look.width * 1.6,
  ];
  return {
    ...where,
    type: 'line',
    layout: { 'line-join': 'round', 'line-cap': 'dash' in look ? 'butt' : 'round' },
    paint: { 'line-color': look.colour, 'line-width': width, ...dash },
  };
}
