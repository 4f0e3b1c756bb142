import type { ZoneLayer } from '../../../domain/shared/codes.ts';
import { StartProblem } from '../../start-problem.ts';
import { type Crs, wgs84Key } from './crs.ts';
import { findCrs } from './find-crs.ts';

/** What `--crs` says: for every file that does not say otherwise, and for single layers. */
export interface ToldCrs {
  readonly all: string | null;
  readonly layers: Readonly<Partial<Record<ZoneLayer, string>>>;
}

/** The coordinates to read a file by; `overruled` is what the file itself declares, when the command line knows better. */
export interface ChosenCrs {
  readonly crs: Crs;
  readonly overruled: string | null;
}

/**
 * Which coordinates a file is read by. `isForOthers`: some other file declares nothing, so that `--crs` has a meaning beside this one.
 *
 * | --crs LAYER=… | --crs …         | File declares       | For others? | Read by                                  |
 * |---------------|-----------------|---------------------|-------------|------------------------------------------|
 * | yes           | –               | nothing or the same | –           | --crs LAYER                              |
 * | yes           | –               | another             | –           | --crs LAYER, with a warning              |
 * | no            | GCJ-02 or BD-09 | WGS 84              | –           | --crs, with a warning: no file ever declares these |
 * | no            | yes             | nothing or the same | –           | --crs                                    |
 * | no            | yes             | another             | yes         | what the file declares                   |
 * | no            | yes             | another             | no          | refused: one of the two is wrong         |
 * | no            | no              | yes                 | –           | what the file declares                   |
 * | no            | no              | nothing             | –           | refused: nobody guesses                  |
 */
export function chooseCrs(
  { file, declaredCrs }: { readonly file: string; readonly declaredCrs: string | null },
  told: ToldCrs,
  layer: ZoneLayer,
  isForOthers: boolean,
): ChosenCrs {
  const own = told.layers[layer];
  if (own !== undefined) return overruling(findCrs(own), declaredCrs);
  const says = declaredCrs === null ? null : findCrs(declaredCrs);
  if (told.all === null) {
    if (says !== null) return { crs: says, overruled: null };
    throw new StartProblem(
      `${file} does not say what coordinates it is in: give --crs (EPSG:4490, EPSG:4550, GCJ-02 …)`,
    );
  }
  const crs = findCrs(told.all);
  if (says === null || says.key === crs.key) return { crs, overruled: null };
  if (crs.isObfuscated && says.key === wgs84Key) return { crs, overruled: says.name };
  if (isForOthers) return { crs: says, overruled: null };
  throw new StartProblem(
    `${file} declares ${says.name}, --crs says ${crs.name}: one of them is wrong. To overrule the file: --crs ${layer}=${crs.name}`,
  );
}

function overruling(crs: Crs, declared: string | null): ChosenCrs {
  return { crs, overruled: declared === null || keyOf(declared) === crs.key ? null : nameOf(declared) };
}

function keyOf(declared: string): string | null {
  return understood(declared)?.key ?? null;
}

function nameOf(declared: string): string {
  return understood(declared)?.name ?? declared.slice(0, 60);
}

/** A declaration that is overruled need not make sense. */
function understood(declared: string): Crs | null {
  try {
    return findCrs(declared);
  } catch (problem) {
    if (problem instanceof StartProblem) return null;
    throw problem;
  }
}
