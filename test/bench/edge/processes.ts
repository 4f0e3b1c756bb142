import { readdirSync, readFileSync } from 'node:fs';

/** Proportional memory of a process and all its children, MB: pages they share count once. */
export function memoryOf(pid: number): number {
  return Math.round(familyOf(pid).reduce((sum, each) => sum + pssKilobytes(each), 0) / 1024);
}

const ticksPerSecond = 100; // Linux' USER_HZ

/** Processor time that a process has used since its start, seconds: by itself, and by its living children. */
export function processorTimeOf(pid: number): { own: number; children: number } {
  const [own = 0, ...children] = familyOf(pid).map(usedSeconds);
  return { own, children: children.reduce((sum, each) => sum + each, 0) };
}

function usedSeconds(pid: number): number {
  const [user = 0, system = 0] = statOf(pid).slice(11, 13).map(Number);
  return (user + system) / ticksPerSecond;
}

function familyOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    parents.set(Number(name), Number(statOf(Number(name))[1]));
  }
  const found = [root];
  for (const each of found) for (const [pid, parent] of parents) if (parent === each) found.push(pid);
  return found;
}

/** The fields after the program's name: state, parent … */
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function pssKilobytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** A process that has just ended has none. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
