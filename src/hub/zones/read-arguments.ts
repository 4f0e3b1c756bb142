import { parseArgs } from 'node:util';
import type { Box } from '../../domain/geo/box.ts';
import { codesOf, type Term, type ZoneLayer, zoneLayers } from '../../domain/shared/codes.ts';
import type { ToldCrs } from './crs/choose-crs.ts';

/** Wrong use of the command line: exit code 2. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}

export interface BuildArguments {
  readonly kind: 'build';
  readonly layers: readonly { readonly layer: ZoneLayer; readonly file: string; readonly licence: string | null }[];
  readonly rulebook: string;
  readonly crs: ToldCrs;
  readonly out: string;
  readonly bounds: Box | null;
  readonly id: string | null;
  readonly version: string | null;
  readonly title: Term | null;
  readonly attribution: readonly string[];
  readonly demonstration: boolean;
  readonly skipFaulty: boolean;
  readonly keys: string | null;
}

export type Arguments =
  | BuildArguments
  | {
      readonly kind: 'judge';
      readonly package: string;
      readonly points: string;
      readonly rulebook: string | null;
      readonly at: string | null;
      readonly isStrict: boolean;
    }
  | { readonly kind: 'check'; readonly package: string; readonly hub: string | null }
  | { readonly kind: 'help' };

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;
const help = { type: 'boolean', short: 'h', default: false } as const;

/** Reads the command line. Throws a `UsageProblem`. */
export function readArguments(args: readonly string[]): Arguments {
  const [command, ...rest] = args;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') return { kind: 'help' };
  try {
    if (command === 'build') return readBuild(rest);
    if (command === 'judge') return readJudge(rest);
    if (command === 'check') return readCheck(rest);
  } catch (problem) {
    if (problem instanceof TypeError) throw new UsageProblem(problem.message, { cause: problem });
    throw problem;
  }
  throw new UsageProblem(`there is no command ${command}: build, judge or check`);
}

function readBuild(args: string[]): Arguments {
  const options = {
    ...{ forest: texts, residential: texts, layer: texts, crs: texts, licence: texts, attribution: texts },
    ...{ rulebook: text, out: text, bounds: text, id: text, version: text, title: text, keys: text },
    ...{ demonstration: flag, 'skip-faulty': flag, help },
  };
  const { values } = parseArgs({ args, options, strict: true });
  if (values.help) return { kind: 'help' };
  const [licences, crs] = [perLayer(values.licence ?? []), perLayer(values.crs ?? [])];
  const files = [
    ...(values.forest ?? []).map((file) => ['forest', file] as const),
    ...(values.residential ?? []).map((file) => ['residential', file] as const),
    ...(values.layer ?? []).map(layerAndFile),
  ];
  const twice = files.find(([layer], index) => files.findIndex(([other]) => other === layer) !== index);
  if (twice) throw new UsageProblem(`${twice[0]} is given twice: put its files together first`);
  return {
    kind: 'build',
    layers: files.map(([layer, file]) => ({ layer, file, licence: licences.layers[layer] ?? licences.all })),
    ...{ rulebook: needed('--rulebook', values.rulebook), out: needed('--out', values.out), crs },
    ...{ bounds: boundsOf(values.bounds), title: titleOf(values.title), attribution: values.attribution ?? [] },
    ...{ id: values.id ?? null, version: values.version ?? null, keys: values.keys ?? null },
    ...{ demonstration: values.demonstration, skipFaulty: values['skip-faulty'] },
  };
}

function readJudge(args: string[]): Arguments {
  const options = { package: text, points: text, rulebook: text, at: text, strict: flag, help };
  const { values } = parseArgs({ args, options, strict: true });
  if (values.help) return { kind: 'help' };
  const [folder, points] = [needed('--package', values.package), needed('--points', values.points)];
  return {
    kind: 'judge',
    package: folder,
    points,
    rulebook: values.rulebook ?? null,
    at: values.at ?? null,
    isStrict: values.strict,
  };
}

function readCheck(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: { hub: text, help },
    allowPositionals: true,
    strict: true,
  });
  if (values.help) return { kind: 'help' };
  if (positionals.length > 1) throw new UsageProblem('check takes one folder');
  return { kind: 'check', package: needed('the folder to check', positionals[0]), hub: values.hub ?? null };
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageProblem(`${name} is needed`);
  return value;
}

const layerNames = codesOf(zoneLayers);
const assignment = new RegExp(`^(${layerNames.join('|')})=(.+)$`, 's');

function layerAndFile(given: string): readonly [ZoneLayer, string] {
  const [, layer, file] = assignment.exec(given) ?? [];
  if (!layer || !file) throw new UsageProblem(`--layer ${given}: say NAME=FILE, NAME one of ${layerNames.join(', ')}`);
  return [layer as ZoneLayer, file];
}

/** `VALUE` for all layers, `NAME=VALUE` for one. */
function perLayer(given: readonly string[]): ToldCrs {
  const layers: Partial<Record<ZoneLayer, string>> = {};
  let all: string | null = null;
  for (const each of given) {
    const [, layer, value] = assignment.exec(each) ?? [];
    if (layer && value) layers[layer as ZoneLayer] = value;
    else if (all !== null && all !== each)
      throw new UsageProblem(`both ${all} and ${each} are given for all layers: say NAME=…`);
    else all = each;
  }
  return { all, layers };
}

function boundsOf(given: string | undefined): Box | null {
  if (given === undefined) return null;
  const numbers = given.split(',').map(Number);
  const [west, south, east, north] = numbers as [number, number, number, number];
  const isBox = numbers.length === 4 && numbers.every(Number.isFinite) && west < east && south < north;
  if (!isBox || west < -180 || east > 180 || south < -85 || north > 85)
    throw new UsageProblem(`--bounds ${given}: say west,south,east,north in degrees`);
  return [west, south, east, north];
}

function titleOf(given: string | undefined): Term | null {
  if (given === undefined) return null;
  const [zh = '', en] = given.split('|').map((part) => part.trim());
  return { zh, en: en || zh };
}
