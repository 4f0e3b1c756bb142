import { describe, expect, it } from 'vitest';
import { readOptions } from './options.mjs';

describe('what the suite is asked for', () => {
  it('is everything when nothing is said', () => {
    expect(readOptions([])).toEqual({ list: false, help: false, only: [], simulation: {} });
  });

  it('is a choice of steps, and numbers for the simulation', () => {
    const options = readOptions([
      '--only',
      'types,hub',
      '--only',
      'unit',
      '--runs',
      '9',
      '--seed',
      '-7',
      '--path',
      '1:2',
    ]);
    expect(options).toMatchObject({
      only: ['types', 'hub', 'unit'],
      simulation: { runs: '9', seed: '-7', path: '1:2' },
    });
  });

  it.each([
    [['--onyl', 'hub'], 'no such option: --onyl'],
    [['hub'], 'no such option: hub'],
    [['--only'], '--only needs a value'],
    [['--only', '--list'], '--only needs a value'],
    [['--runs', ''], '--runs needs a value'],
  ])('%j is not guessed at', (args, unclear) => {
    expect(readOptions(args)).toEqual({ unclear });
  });
});
