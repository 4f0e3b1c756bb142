import process from 'node:process';
import { readConfig } from '../config.ts';
import { StartProblem } from '../start-problem.ts';
import { readArguments, UsageProblem } from './read-arguments.ts';
import { runBuild } from './run-build.ts';
import { runCheck } from './run-check.ts';
import { runJudge } from './run-judge.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { usage } from './usage.ts';
import { workUnder } from './work.ts';
import type { Zones } from './zones.ts';

/** Runs `build`, `judge` or `check` and sets the exit code. Ctrl-C and SIGTERM cancel. `root` is the project's folder. */
export async function main(root: string, args: readonly string[]): Promise<void> {
  const terminal = openTerminal(process.env);
  const stop = new AbortController();
  const signals = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const [name, code] of Object.entries(signals)) process.once(name, () => stop.abort(code));
  try {
    process.exitCode = await run(root, args, stop.signal, terminal);
  } catch (problem) {
    process.exitCode = exitCodeOf(problem, stop.signal, terminal);
  }
}

async function run(root: string, args: readonly string[], signal: AbortSignal, terminal: Terminal): Promise<number> {
  const wanted = readArguments(args);
  if (wanted.kind === 'help') {
    await terminal.answer(usage);
    return 0;
  }
  const config = readConfig(process.env, process.cwd());
  const zones: Zones = { root, config, terminal, signal, work: workUnder(signal, terminal.show), now: Date.now() };
  if (wanted.kind === 'build') return runBuild(wanted, zones);
  return wanted.kind === 'judge' ? runJudge(wanted, zones) : runCheck(wanted, zones);
}

function exitCodeOf(problem: unknown, { aborted, reason }: AbortSignal, terminal: Terminal): number {
  if (aborted) {
    terminal.complain('zones: cancelled, nothing is left behind');
    return Number(reason);
  }
  if (problem instanceof UsageProblem) {
    terminal.complain(`zones: ${problem.message}\n--help says how`);
    return 2;
  }
  if (!(problem instanceof StartProblem)) throw problem;
  terminal.complain(`zones: ${problem.message}`);
  return 1;
}
