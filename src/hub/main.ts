import { commandUsage, isCommand, runCommand } from './backup/commands.ts';
import { composeHub, type Hub, type World } from './compose-hub.ts';
import { readConfig } from './config.ts';
import { demoScenarios } from './demo/demo-scenarios.ts';
import { startDemo } from './demo/start-demo.ts';
import { demoPeople, enrolmentLinks, firstAdministrator } from './enrolment-links.ts';
import { exportUsage, runExport } from './evidence/run-export.ts';
import { StartProblem } from './start-problem.ts';
import { stopOnSignal } from './stop-on-signal.ts';

const usage = `npm start [-- ${demoScenarios.join(' | ')}], npm run hub [-- ${commandUsage.join(' | ')}], or ${exportUsage}`;

const help = [
  'Runs the hub, or does something to it beside hubs that are serving or without any.\n',
  `npm start [-- SCENARIO]\n  the whole system on demonstration data; SCENARIO is one of ${demoScenarios.join(', ')}`,
  'npm run hub\n  the hub alone, for production; HULIN_* variables set it, see the README',
  ...[...commandUsage.map((one) => `npm run hub -- ${one}`), exportUsage],
].join('\n');

const wallClock = { now: () => Date.now() };

/** What the command line asks for: the demonstration with a scenario, a real hub, an evidence package, or something to be done to a hub. */
type Mode =
  | { readonly kind: 'demo'; readonly scenario: string }
  | { readonly kind: 'production' | 'help' }
  | { readonly kind: 'export'; readonly args: readonly string[] }
  | { readonly kind: 'command'; readonly args: readonly string[] };

/**
 * Runs a hub until Ctrl-C or SIGTERM. `root` is the project's folder, `args` are `--production`, with a command if any, or a scenario's name. What is at
 * fault outside the program is said in one line, with exit code 1. Tests may replace the clock and plant faults.
 */
export async function main(
  root: string,
  args: readonly string[],
  instead: Partial<Pick<World, 'clock' | 'faults'>> = {},
): Promise<void> {
  let stopping: AbortSignal | null = null;
  try {
    const mode = readMode(args);
    if (mode.kind === 'help') return say(help);
    const config = configOf(mode);
    const world = { root, config, clock: wallClock, say: complain, ...instead };
    if (mode.kind === 'export') return say(await runExport(world, mode.args));
    if (mode.kind === 'command') {
      process.exitCode = await runCommand({ root, config, say: complain }, mode.args);
      return;
    }
    const starting = composeHub(world);
    stopping = stopOnSignal(starting, complain);
    const hub = await starting;
    if (mode.kind === 'demo') await startDemo(hub, root, mode.scenario);
    say(await welcome(hub, mode));
  } catch (problem) {
    if (stopping?.aborted) return; // told to stop while it started: what it needed is closed
    if (!(problem instanceof StartProblem)) throw problem;
    complain(problem.message);
    process.exit(1);
  }
}

function readMode(args: readonly string[]): Mode {
  const [first = 'quiet', ...rest] = args;
  if (args.some((one) => one === '--help' || one === '-h')) return { kind: 'help' };
  if (first === '--production' && rest[0] === 'export-evidence') return { kind: 'export', args: rest.slice(1) };
  if (first === '--production' && rest.length === 0) return { kind: 'production' };
  if (first === '--production' && isCommand(rest[0])) return { kind: 'command', args: rest };
  const scenario = demoScenarios.find((name) => name === first);
  if (!scenario || rest.length > 0) throw new StartProblem(`unknown argument ${[first, ...rest].join(' ')}: ${usage}`);
  return { kind: 'demo', scenario };
}

/** The demonstration's log keeps to warnings, so that the links stay in sight; HULIN_LOG says otherwise. */
function configOf({ kind }: Mode): World['config'] {
  const config = readConfig(process.env, process.cwd());
  return kind === 'demo' && !process.env.HULIN_LOG ? { ...config, log: 'warn' } : config;
}

async function welcome(hub: Hub, { kind }: Mode): Promise<string> {
  const { config, gateways } = hub;
  const lines = [`Hulin 护林 is at ${config.publicUrl}`];
  if (kind === 'demo') lines.push(await enrolmentLinks(hub, demoPeople));
  else if (await hasNoDevice(hub)) lines.push(await enrolmentLinks(hub, firstAdministrator));
  if (kind === 'demo' && gateways.observer) lines.push(observerLines(gateways.brokerUrl, gateways.observer));
  return lines.join('\n\n');
}

async function hasNoDevice({ database }: Hub): Promise<boolean> {
  const devices = await database.query('select 1 as one from device limit 1');
  return devices.length === 0;
}

function observerLines(brokerUrl: string, { username, password }: { username: string; password: string }): string {
  const { protocol, hostname, port } = new URL(brokerUrl);
  const tls = protocol === 'mqtts:' ? ' --tls-use-os-certs' : '';
  const login = `-h ${hostname} -p ${port} -u ${username} -P ${password}${tls}`;
  return `The gateways' broker is at ${brokerUrl}. To watch it:\n  mosquitto_sub ${login} -v -t 'hulin/v1/#'`;
}

function say(line: string): void {
  process.stdout.write(`\n${line}\n\n`);
}

function complain(line: string): void {
  process.stderr.write(`hulin: ${line}\n`);
}
