import type { EdgeIndex } from '../geo/edge-index.ts';
import type { ZoneLayer } from '../shared/codes.ts';

/** The zones of one package, each layer ready to be measured to; a layer the package has not is missing. Outside `bounds` it says nothing. */
export interface ZoneSet {
  /** WGS 84, degrees. */
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly layers: Readonly<Partial<Record<ZoneLayer, EdgeIndex>>>;
}
