import { describe, expect, it } from 'vitest';
import { areaColours } from '../../../src/app/map/colours.ts';
import { drawnLayers, sourceOf } from '../../../src/app/map/drawn-layers.ts';

describe('the drawing of a downloaded zone package', () => {
  const drawing = { id: 'a'.repeat(64), layers: ['forest', 'shelter-forest', 'residential'] as const };
  const drawn = drawnLayers(drawing).toSorted((a, b) => a.order - b.order);
  const fills = drawn.flatMap(({ layer }) => (layer.type === 'fill' ? [layer] : []));

  it('fills belt, every kind of forest and residential areas in the colours of the built-in zones, the belt lowest', () => {
    expect(fills.map((layer) => [layer['source-layer'], layer.paint?.['fill-color']])).toEqual([
      ['belt', areaColours.belt],
      ['forest', areaColours.forest],
      ['shelter-forest', areaColours.forest],
      ['residential', areaColours.residential],
    ]);
    for (const layer of fills) expect(layer.paint).toMatchObject({ 'fill-antialias': false });
  });

  it('takes all of it from the one source of the drawing, under names of its own', () => {
    const ids = drawn.map(({ layer }) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(drawn.map(({ layer }) => ('source' in layer ? layer.source : null)))).toEqual(
      new Set([sourceOf(drawing)]),
    );
  });

  it('draws no residential area where the package has none', () => {
    const names = drawnLayers({ ...drawing, layers: ['forest'] }).map(({ layer }) => layer.id);
    expect(names.filter((name) => name.includes('residential'))).toEqual([]);
  });
});
