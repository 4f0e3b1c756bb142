import { Map as LibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { drawMark } from './draw-mark.ts';
import { mapStyle, systemFonts } from './map-style.ts';
import { readMarkIcon } from './mark-icon.ts';

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

/** A north-up map in `container`; null when the browser has no WebGL. `title` names the map to a screen reader. */
export function createMap(container: HTMLElement, title: string): LibreMap | null {
  if (!hasWebGl()) return null;
  const map = new LibreMap({
    container,
    style: mapStyle(),
    center: [122.1, 37.2],
    zoom: 8.5,
    minZoom: 6,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    localIdeographFontFamily: systemFonts,
    fadeDuration: 0,
    locale: { 'Map.Title': title },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
  map.setMissingStyleImageResolver((name) => addMark(map, name));
  return map;
}

function addMark(map: LibreMap, name: string): void {
  const icon = readMarkIcon(name);
  const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
  const pixels = icon && drawMark(icon.shape, icon.look, ratio);
  if (pixels && !map.hasImage(name)) map.addImage(name, pixels, { pixelRatio: ratio });
}

function hasWebGl(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
