import { composeHub, type Hub, type World } from './compose-hub.ts';
import { readConfig } from './config.ts';
import { startDemo } from './demo/start-demo.ts';
import { demoPeople, enrolmentLinks, firstAdministrator } from './enrolment-links.ts';
import { StartProblem } from './start-problem.ts';
import { stopOnSignal } from './stop-on-signal.ts';

const scenarios = ['quiet', 'smoulder', 'none'] as const;
const usage = `npm start [-- ${scenarios.join(' | ')}], or npm run hub`;

/** What the command line asks for: the demonstration with a scenario, or a real hub. */
type Mode = { readonly kind: 'demo'; readonly scenario: string } | { readonly kind: 'production' };

/**
 * Runs a hub until Ctrl-C or SIGTERM. `root` is the project's folder, `args` are `--production` or a scenario's name. What is at
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
    const config = configOf(mode);
    const starting = composeHub({ root, config, clock: { now: () => Date.now() }, say: complain, ...instead });
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
  if (first === '--production' && rest.length === 0) return { kind: 'production' };
  const scenario = scenarios.find((name) => name === first);
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
