import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature, Polygon } from 'geojson';
import type { Box } from '../../../domain/geo/box.ts';
import type { Work } from '../work.ts';
import type { Tile } from './pmtiles-archive.ts';
import { deepestZoom, leastZoom, tileExtent } from './tolerances.ts';

/** Polygons to draw, by the name of their layer. */
export type DrawnLayers = Readonly<Record<string, readonly Feature<Polygon>[]>>;

/** Vector tiles (MVT 2) of the layers, from zoom 5, simplified as far as nobody sees it, to zoom 14, where nothing is left out. Empty tiles are left out. */
export async function tilesOf(layers: DrawnLayers, box: Box, work: Work): Promise<Tile[]> {
  const options = { maxZoom: deepestZoom, extent: tileExtent, buffer: 64, tolerance: 3, indexMaxZoom: leastZoom };
  const cutters = Object.entries(layers).map(
    ([name, features]) =>
      [name, new GeoJSONVT({ type: 'FeatureCollection', features: [...features] }, options)] as const,
  );
  const places = placesIn(box);
  const tiles: Tile[] = [];
  for (const [done, { z, x, y }] of places.entries()) {
    await work.step(done, places.length);
    const cut = cutters.flatMap(([name, cutter]) => {
      const tile = cutter.getTile(z, x, y);
      return tile && tile.features.length > 0 ? [[name, tile] as const] : [];
    });
    if (cut.length === 0) continue;
    tiles.push({ z, x, y, bytes: fromGeojsonVt(Object.fromEntries(cut), { version: 2, extent: tileExtent }) });
  }
  return tiles;
}

function placesIn([west, south, east, north]: Box): { z: number; x: number; y: number }[] {
  const places = [];
  for (let z = leastZoom; z <= deepestZoom; z += 1) {
    const [[fromX, fromY], [toX, toY]] = [tileAt(west, north, z), tileAt(east, south, z)];
    for (let x = fromX; x <= toX; x += 1) for (let y = fromY; y <= toY; y += 1) places.push({ z, x, y });
  }
  return places;
}

/** The tile a position lies in, Web Mercator. */
export function tileAt(lon: number, lat: number, z: number): [x: number, y: number] {
  const sin = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  return [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(y * 2 ** z)];
}
