import type { LayerSpecification, Map as LibreMap } from 'maplibre-gl';
import { addProtocol } from 'maplibre-gl';
import { PMTiles, Protocol, type RangeResponse, type Source } from 'pmtiles';
import type { ZoneDrawing } from '../package-ports.ts';
import { drawnLayers, sourceOf } from './drawn-layers.ts';

let protocol: Protocol | null = null;
const shown = new WeakMap<LibreMap, readonly ZoneDrawing[]>();

/** Draws downloaded zones from their tiles, in the stead of other ones drawn before; `below` is the layer they lie under. */
export function showDrawings(map: LibreMap, drawings: readonly ZoneDrawing[], below: string): void {
  if (shown.get(map) === drawings) return;
  shown.set(map, drawings);
  removeAll(map);
  for (const drawing of drawings) {
    zoneTiles().add(new PMTiles(new StoredSource(drawing)));
    const { minZoom, maxZoom } = drawing;
    map.addSource(sourceOf(drawing), {
      type: 'vector',
      tiles: [`pmtiles://${drawing.id}/{z}/{x}/{y}`],
      minzoom: minZoom,
      maxzoom: maxZoom,
    });
  }
  for (const layer of layersOf(drawings)) map.addLayer(layer, below);
}

/** Every area below every line below … as one drawing would have them, whatever number of drawings there is. */
function layersOf(drawings: readonly ZoneDrawing[]): LayerSpecification[] {
  const ordered = drawings.flatMap((drawing) => drawnLayers(drawing));
  return ordered.toSorted((a, b) => a.order - b.order).map(({ layer }) => layer);
}

function removeAll(map: LibreMap): void {
  const { layers, sources } = map.getStyle();
  const isDrawn = (source: string) => sources[source]?.type === 'vector';
  for (const layer of layers) if ('source' in layer && isDrawn(layer.source)) map.removeLayer(layer.id);
  for (const source of Object.keys(sources)) if (isDrawn(source)) map.removeSource(source);
}

/** One for the page: MapLibre knows protocols by name. */
function zoneTiles(): Protocol {
  if (protocol) return protocol;
  protocol = new Protocol();
  addProtocol('pmtiles', protocol.tile);
  return protocol;
}

/** An archive in the phone's storage, as the PMTiles library reads it. */
class StoredSource implements Source {
  readonly #drawing: ZoneDrawing;

  constructor(drawing: ZoneDrawing) {
    this.#drawing = drawing;
  }

  getKey(): string {
    return this.#drawing.id;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: await this.#drawing.readBytes(offset, length) };
  }
}
