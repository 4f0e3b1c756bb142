import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, GeoJSONSourceDiff, Map as LibreMap } from 'maplibre-gl';
import { markKey, marksToLayer } from './marks-layer.ts';
import { showsOtherwise } from './shows-otherwise.ts';

type Marks = ReadonlyMap<string, Feature>;

/** By source, the marks that it was given last. */
const given = new WeakMap<object, Marks>();

/** Of a change that concerns more marks than this share of all, telling each costs more than telling all. */
const fewShare = 0.5;

/**
 * Draws the marks. Of thousands only those that look otherwise than the last time go to the map's worker, and only the tiles they lie in
 * are drawn again.
 */
export function showMarks(map: Pick<LibreMap, 'getSource'> | null, marks: FeatureCollection, selected: string | null) {
  const source = map?.getSource<GeoJSONSource>('marks');
  if (!source) return;
  const layer = marksToLayer(marks, selected);
  const now = marksByKey(layer);
  const before = given.get(source);
  const diff = before && now ? marksDiff(before, now) : null;
  if (diff) void source.updateData(diff);
  else void source.setData(layer);
  if (now) given.set(source, now);
  else given.delete(source);
}

/** What makes the later marks of the earlier ones; null when more is different than not. */
function marksDiff(before: Marks, now: Marks): GeoJSONSourceDiff | null {
  const remove = [...before.keys()].filter((key) => !now.has(key));
  const add = [...now].filter(([key, mark]) => showsOtherwise(mark, before.get(key))).map(([, mark]) => mark);
  return remove.length + add.length > now.size * fewShare ? null : { remove, add };
}

/** Null when two have the same key: then the map could not tell them apart. */
function marksByKey({ features }: FeatureCollection): Marks | null {
  const marks = new Map(features.map((mark) => [String(mark.properties?.[markKey]), mark]));
  return marks.size === features.length ? marks : null;
}
