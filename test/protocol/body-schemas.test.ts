import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { bodySchemas, type KnownBody } from '../../src/protocol/event.ts';
import { aPermitBody } from '../support/some-permit.ts';
import { aViolationBody } from '../support/some-violation.ts';

const odd = fc.oneof(
  fc.constantFrom('', 'x', '2027-02-30', '9999999-01-01', null, undefined, -1, 1e300, Number.NaN, [], {}),
  fc.anything(),
);

/** A body with some of its members, however deep, put in the place of by something else. */
function spoil(body: unknown, at: readonly number[], by: unknown): unknown {
  const [step, ...deeper] = at;
  if (step === undefined || typeof body !== 'object' || body === null) return by;
  const names = Object.keys(body);
  const name = names[step % Math.max(names.length, 1)];
  if (name === undefined) return by;
  const copy = Object.fromEntries(Object.entries(body)) as Record<string, unknown>;
  copy[name] = spoil(copy[name], deeper, by);
  return Array.isArray(body) ? Object.values(copy) : copy;
}

const bodies: readonly unknown[] = [aPermitBody(), aViolationBody(), { permit: 'x', reason: '' }, {}];

describe.each(Object.keys(bodySchemas) as KnownBody[])('what %s may hold', (known) => {
  it('is judged without a throw, whatever came', () => {
    const spoilt = fc
      .tuple(fc.constantFrom(...bodies), fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), odd)
      .map(([body, at, by]) => spoil(body, at, by));
    fc.assert(
      fc.property(fc.oneof(spoilt, odd), (body) => {
        expect(() => v.safeParse(bodySchemas[known], body)).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });
});
