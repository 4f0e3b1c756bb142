import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const stopWithinMs = 4_000;
/** How long stopping it may take, ms: in good order, and then by force. */
export const stopsWithinMs = stopWithinMs + 1_000;

export interface SimulatorPlan {
  readonly root: string;
  readonly scenario: string;
  readonly credentials: string;
  readonly journal: string;
}

/** Runs the simulated devices in a process of their own, which also ends when this one is killed. Answers how to stop it. */
export function startSimulator({ root, scenario, credentials, journal }: SimulatorPlan): () => Promise<void> {
  const start = join(root, 'src', 'hub', 'start.mjs');
  const args = ['--as-built', '--with-parent', '--sim', scenario, '--credentials', credentials, '--journal', journal];
  // Detached: Ctrl-C reaches every process of the terminal's group, and the hub stops its parts in their order.
  const child = spawn(process.execPath, [start, ...args], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  return () => stop(child);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(late);
}
