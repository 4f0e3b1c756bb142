import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A run of the start script or another of the house's programs, with what it wrote. */
export interface StartedProgram {
  readonly process: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Exit code, or the signal's name, once it has ended. */
  readonly ended: Promise<number | string>;
}

/** Runs a script of the project in Node, with this environment and none of the HULIN_… around. */
export function runProgram(script: string, args: readonly string[], env: Record<string, string>): StartedProgram {
  const around = Object.entries(process.env).filter(([name]) => !/^HULIN_/i.test(name));
  const child = spawn(process.execPath, [`${root}/${script}`, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(around), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  return { process: child, pid: child.pid ?? 0, stdout: () => written.stdout, stderr: () => written.stderr, ended };
}
