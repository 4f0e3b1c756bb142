import { readConfig } from '../../src/hub/config.ts';
import { readArguments } from '../../src/hub/zones/read-arguments.ts';
import { runBuild } from '../../src/hub/zones/run-build.ts';
import { runCheck } from '../../src/hub/zones/run-check.ts';
import { runJudge } from '../../src/hub/zones/run-judge.ts';
import { workUnder } from '../../src/hub/zones/work.ts';
import type { Zones } from '../../src/hub/zones/zones.ts';

/** What a command of the zone builder did: its exit code, its answer and what it said to people. */
export interface ZonesRun {
  readonly code: number;
  readonly answer: string;
  readonly said: string;
}

/** Runs `npm run zones -- …` in this process, with a data folder of its own. Rejects where the command would end by a problem. */
export async function runZones(data: string, ...args: string[]): Promise<ZonesRun> {
  const [answers, said] = [[] as string[], [] as string[]];
  const { signal } = new AbortController();
  const zones: Zones = {
    root: process.cwd(),
    config: readConfig({ HULIN_DATA: data }, process.cwd()),
    terminal: {
      show: () => undefined,
      complain: (line) => void said.push(line),
      answer: async (text) => void answers.push(text),
      say: ({ en }) => en,
    },
    signal,
    work: workUnder(signal, () => undefined),
    now: Date.UTC(2026, 11, 1),
  };
  const wanted = readArguments(args);
  if (wanted.kind === 'help') throw new Error('no command');
  const code =
    wanted.kind === 'build'
      ? await runBuild(wanted, zones)
      : wanted.kind === 'judge'
        ? await runJudge(wanted, zones)
        : await runCheck(wanted, zones);
  return { code, answer: answers.join('\n'), said: said.join('\n') };
}
