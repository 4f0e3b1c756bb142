import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSteps } from './steps.mjs';

const count = (name: string, green: boolean) => [{ name, passed: green ? 1 : 0, failed: green ? 0 : 1, skipped: 0 }];
const nothingMissing = new Map<string, string>();

describe('the steps of a run', () => {
  let folder: string;
  let said: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hulin-steps-'));
    said = '';
    vi.spyOn(console, 'log').mockImplementation((line: string) => void (said += `${line}\n`));
    vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => Boolean((said += String(bytes))));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const aStep = (name: string, room: string, script: string) => ({
    ...{ name, does: `what ${name} does`, room, needs: [], count },
    commands: [[process.execPath, '--eval', `const { existsSync, writeFileSync } = require('node:fs');${script}`]],
  });
  /** Says that it is there and ends once the other one is, too; red when that never comes. */
  const meets = (name: string, other: string) =>
    aStep(
      name,
      name,
      `writeFileSync('${folder}/${name}', ''); console.log('${name} one');
       const until = Date.now() + 20_000;
       const look = () => {
         if (existsSync('${folder}/${other}')) console.log('${name} two');
         else if (Date.now() > until) process.exit(1);
         else setTimeout(look, 10);
       };
       look();`,
    );
  const build = (code: number) => aStep('build', 'node', `process.exit(${code})`);
  const outcomes = (results: { name: string; suites: { failed: number }[] }[]) =>
    results.map(({ name, suites }) => `${name} ${suites[0]?.failed === 0 ? 'green' : 'red'}`);

  it('run side by side after the build, each with its output in one piece, and are reported in their order', async () => {
    const steps = [meets('node', 'browser'), build(0), meets('browser', 'node')];
    const results = await runSteps(steps, nothingMissing, false);
    expect(outcomes(results)).toEqual(['node green', 'build green', 'browser green']);
    for (const name of ['node', 'browser'])
      expect(said).toContain(`── ${name}: what ${name} does\n${name} one\n${name} two\n`);
  });

  it('run one after the other when the build is red', async () => {
    const leaves = aStep('node', 'node', `setTimeout(() => writeFileSync('${folder}/node', ''), 100)`);
    const looks = aStep('browser', 'browser', `process.exit(existsSync('${folder}/node') ? 0 : 1)`);
    const results = await runSteps([build(1), leaves, looks], nothingMissing, false);
    expect(outcomes(results)).toEqual(['build red', 'node green', 'browser green']);
    expect(existsSync(`${folder}/node`)).toBe(true);
  });
});
