import { parseArgs } from 'node:util';
import { type ScenarioName, scenarios } from './scenarios.ts';

export interface SimulatorArguments {
  readonly scenario: ScenarioName;
  /** How many of the credentials' gateways, and of each one's sensors; null: all. */
  readonly gateways: number | null;
  readonly sensors: number | null;
  readonly rate: number;
  readonly seed: number;
  readonly url: string | null;
  readonly credentials: string;
  readonly journal: string;
  /** A folder with `ca.crt` and of each gateway `<id>.crt` and `<id>.key`; null: the broker asks for none. */
  readonly certificates: string | null;
}

/** What `npm run sim` can be asked for. */
export const usage = `Simulates gateways and the stations behind them against a broker, until Ctrl-C.

npm run sim -- SCENARIO [options]
  SCENARIO            ${Object.keys(scenarios).join(', ')}
  --gateways N        so many of the credentials' gateways (default: all)
  --sensors N         so many of each one's sensors (default: all)
  --rate X            so many times as fast as in life (default 1)
  --seed N            the same number, the same weather and faults (default 1)
  --url URL           another broker than the credentials name: mqtt://… or mqtts://…
  --credentials FILE  what \`npm run hub -- enrol-gateways … --out FILE\` wrote (default $HULIN_DATA/simulator/credentials.json)
  --journal DIR       where gateways keep what is not acknowledged (default $HULIN_DATA/simulator/journal)
  --certificates DIR  ca.crt and of each gateway ID.crt and ID.key, for a broker that asks for them`;

/** Whether somebody asks how it is used. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((one) => one === '--help' || one === '-h');
}

export type ArgumentsResult =
  | { readonly ok: true; readonly value: SimulatorArguments }
  | { readonly ok: false; readonly because: string };

const strings = ['gateways', 'sensors', 'rate', 'seed', 'url', 'credentials', 'journal', 'certificates'] as const;

/** What the command line asks for; `because` is one line for a person. `folder` is where the defaults lie. */
export function readArguments(args: readonly string[], folder: string): ArgumentsResult {
  try {
    const options = Object.fromEntries(strings.map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { ok: true, value: toArguments(values, positionals, folder) };
  } catch (problem) {
    const because = problem instanceof Error ? problem.message : String(problem);
    return { ok: false, because: because.replaceAll(/\s*\n\s*/g, ' ') };
  }
}

function toArguments(
  values: Record<string, string | boolean | undefined>,
  [scenario, ...rest]: string[],
  folder: string,
): SimulatorArguments {
  const known = Object.keys(scenarios).join(', ');
  if (scenario === undefined) throw new Error(`which scenario? One of: ${known}`);
  if (!isScenario(scenario)) throw new Error(`unknown scenario '${scenario}'. One of: ${known}`);
  if (rest.length > 0) throw new Error(`one scenario only, not also '${rest.join(' ')}'`);
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null);
  return {
    scenario,
    gateways: wholeNumber('gateways', text('gateways'), 1),
    sensors: wholeNumber('sensors', text('sensors'), 0),
    rate: positiveNumber('rate', text('rate')) ?? 1,
    seed: wholeNumber('seed', text('seed'), 0) ?? 1,
    url: brokerUrl(text('url')),
    credentials: text('credentials') ?? `${folder}/credentials.json`,
    journal: text('journal') ?? `${folder}/journal`,
    certificates: text('certificates'),
  };
}

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}

function wholeNumber(name: string, text: string | null, least: number): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
    throw new Error(`--${name} must be a whole number from ${least}, not '${text}'`);
  }
  return value;
}

function positiveNumber(name: string, text: string | null): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new Error(`--${name} must be a number above 0, at most 1000, not '${text}'`);
  return value;
}

function brokerUrl(text: string | null): string | null {
  if (text !== null && !/^mqtts?:\/\/[^/]/.test(text))
    throw new Error(`--url must be mqtt://… or mqtts://…, not '${text}'`);
  return text;
}
