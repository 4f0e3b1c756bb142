import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrayLiteral, textArrayLiteral } from '../../../src/hub/store/array-literal.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const texts = fc.oneof(
  fc.constantFrom('', 'NULL', 'null', '{', '}', ',', '"', '\\', '\\"', ' a ', '\n', '护林'),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text),
);

describe('a column as an array literal', () => {
  it('comes out of the database as it went in, whatever its texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(texts)), async (values) => {
        const rows = await fresh.database.query('select $1::text[] as back', [textArrayLiteral(values)]);
        expect(rows).toEqual([{ back: values }]);
      }),
      { numRuns: 200 },
    );
  });

  it('holds numbers, booleans and nothing', async () => {
    const numbers = [0, -1.5, 1e-7, 1.7976931348623157e308, 5e-324, null, 9_007_199_254_740_991];
    const rows = await fresh.database.query('select $1::double precision[] as numbers, $2::boolean[] as truths', [
      arrayLiteral(numbers),
      arrayLiteral([true, false, null]),
    ]);
    expect(rows).toEqual([{ numbers, truths: [true, false, null] }]);
  });
});
