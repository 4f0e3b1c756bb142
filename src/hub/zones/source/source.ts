import type { Term } from '../../../domain/shared/codes.ts';
import type { PackageLayer } from '../../../protocol/zone-package.ts';

/** A ring as a file has it, in the file's own coordinates: x, y, x, y …, first point repeated at the end if the file repeats it. NaN for what is no number. */
export type SourceRing = Float64Array;

/** What a file says the shape of a feature is. */
export type SourceShape =
  /** Outer ring first, then its holes. */
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly SourceRing[])[] }
  /** Which ring is a hole is told by the rings alone (Shapefile). */
  | { readonly kind: 'rings'; readonly rings: readonly SourceRing[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly because: Term };

/** One feature of a file. `name` is how messages call it: its place in the file, and its name if it has one. */
export interface SourceFeature {
  readonly name: string;
  readonly shape: SourceShape;
}

/** A file read: nothing is judged yet. `declaredCrs` as the file says it (`EPSG:4490`, WKT, PROJ); null when it says nothing. */
export interface Source {
  readonly format: PackageLayer['source']['format'];
  readonly declaredCrs: string | null;
  readonly features: readonly SourceFeature[];
}

const namesOfNames = /^(?:name|名称|名字|mc|xbmc|小班号|小班|林班|xiaoban|title|id|gid|fid|objectid|bsm)$/i;

/** How messages call the feature at a place (from 1) of its file. */
export function featureName(place: number, properties: Readonly<Record<string, unknown>> | null | undefined): string {
  const entries = Object.entries(properties ?? {}).filter(([key]) => namesOfNames.test(key));
  const known = entries.find(
    ([, value]) => (typeof value === 'string' && value.trim() !== '') || typeof value === 'number',
  );
  return known ? `${place} (${String(known[1]).trim().slice(0, 60)})` : String(place);
}

/** Positions of any dimension as a ring of x and y; what is no number becomes NaN. */
export function ringOf(positions: readonly unknown[]): SourceRing {
  const ring = new Float64Array(positions.length * 2);
  for (const [at, position] of positions.entries()) {
    const [x, y] = Array.isArray(position) ? (position as readonly unknown[]) : [];
    ring[at * 2] = typeof x === 'number' ? x : Number.NaN;
    ring[at * 2 + 1] = typeof y === 'number' ? y : Number.NaN;
  }
  return ring;
}
