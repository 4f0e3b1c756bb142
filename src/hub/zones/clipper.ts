import Clipper2Z, { type EndType, type MainModule, type PathsD } from 'clipper2-wasm/dist/es/clipper2z.js';
import type { GridRing } from './grid.ts';

/**
 * Clipper 2 on whole numbers. Rings that come out do not cross; outer ones run counter-clockwise, holes clockwise. What goes in counts by
 * winding number ≠ 0 unless it is said otherwise.
 */
export interface Clipper {
  union(rings: readonly GridRing[], fill?: 'non-zero' | 'even-odd' | 'positive'): GridRing[];
  difference(subject: readonly GridRing[], clip: readonly GridRing[]): GridRing[];
  /** An open line grown to both sides and round its ends. */
  inflateLine(line: GridRing, by: number, arcTolerance: number): GridRing[];
  /** The rings grown by so much (or shrunk, below 0), corners rounded to within `arcTolerance`. */
  inflate(rings: readonly GridRing[], by: number, arcTolerance: number): GridRing[];
}

/** Everything is whole already: no decimals to keep. */
const precision = 0;
/** Clipper wants one; round joins do not use it. */
const miterLimit = 2;

let loading: Promise<MainModule> | null = null;

/** Loads the WebAssembly module, once. */
export async function loadClipper(): Promise<Clipper> {
  loading ??= Clipper2Z();
  return clipperOf(await loading);
}

function clipperOf(wasm: MainModule): Clipper {
  const fills = {
    'non-zero': wasm.FillRule.NonZero,
    'even-odd': wasm.FillRule.EvenOdd,
    positive: wasm.FillRule.Positive,
  };
  return {
    union: (rings, fill = 'non-zero') => run(wasm, [rings], ([all]) => wasm.UnionSelfD(all, fills[fill], precision)),
    difference: (subject, clip) =>
      run(wasm, [subject, clip], ([one, other]) => wasm.DifferenceD(one, other, wasm.FillRule.NonZero, precision)),
    inflate: (rings, by, arcTolerance) => grow(wasm, rings, by, arcTolerance, wasm.EndType.Polygon),
    inflateLine: (line, by, arcTolerance) => grow(wasm, [line], by, arcTolerance, wasm.EndType.Round),
  };
}

function grow(
  wasm: MainModule,
  rings: readonly GridRing[],
  by: number,
  arcTolerance: number,
  ends: EndType,
): GridRing[] {
  return run(wasm, [rings], ([all]) =>
    wasm.InflatePathsD(all, by, wasm.JoinType.Round, ends, miterLimit, precision, arcTolerance),
  );
}

type Operands = [PathsD, PathsD];

/** Takes rings into the module, runs an operation and frees what the module holds. */
function run(
  wasm: MainModule,
  inputs: readonly (readonly GridRing[])[],
  operation: (operands: Operands) => PathsD,
): GridRing[] {
  const operands = inputs.map((rings) => intoModule(wasm, rings));
  try {
    const result = operation(operands as Operands);
    const rings = Array.from({ length: result.size() }, (_, index) => outOfModule(result, index));
    result.delete();
    return rings;
  } finally {
    for (const operand of operands) operand.delete();
  }
}

function intoModule(wasm: MainModule, rings: readonly GridRing[]): PathsD {
  const paths = new wasm.PathsD();
  for (const ring of rings) {
    const path = new wasm.PathD();
    path.assign(withDepth(ring));
    paths.push_back(path);
    path.delete();
  }
  return paths;
}

/** The module's points are x, y and a z nobody uses. */
function withDepth(ring: GridRing): Float64Array {
  const points = new Float64Array((ring.length / 2) * 3);
  for (let at = 0; at < ring.length; at += 2) {
    points[(at / 2) * 3] = ring[at] as number;
    points[(at / 2) * 3 + 1] = ring[at + 1] as number;
  }
  return points;
}

function outOfModule(paths: PathsD, index: number): GridRing {
  const path = paths.get(index);
  const ring = withoutDepth(path.view());
  path.delete();
  return ring;
}

function withoutDepth(points: Float64Array): GridRing {
  const ring = new Float64Array((points.length / 3) * 2);
  for (let at = 0; at < ring.length; at += 2) {
    ring[at] = points[(at / 2) * 3] as number;
    ring[at + 1] = points[(at / 2) * 3 + 1] as number;
  }
  return ring;
}
