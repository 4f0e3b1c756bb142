import { beforeAll, describe, expect, it } from 'vitest';
import { invariantNames } from './invariants.ts';
import type { Found } from './run.ts';
import { statements } from './statements.ts';
import { sweep, tell } from './sweep.ts';

const noLimit = 0;
let found: Found[];
beforeAll(() => {
  found = sweep(1);
}, noLimit);

describe('custody under faults, odd seeds', () => {
  it.each(invariantNames.map((name) => [name, statements[name]] as const))('%s: %s', (name) => {
    expect(tell(found, name)).toBeNull();
  });
});
