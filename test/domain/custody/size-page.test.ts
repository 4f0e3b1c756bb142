import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginPages, type PageSize, sizePage } from '../../../src/domain/custody/size-page.ts';

const most = 500;

/** Pulls so many rows over a line that carries `carries` at a time; the pages asked for, and what the next pull begins with. */
function pulls(rows: number, carries: number, start = most): { asked: number[]; left: number; next: number } {
  const asked: number[] = [];
  let [size, left, next]: [PageSize | null, number, number] = [beginPages(start, most), rows, start];
  while (size !== null && left > 0) {
    asked.push(size.rows);
    const hasCome = Math.min(size.rows, left) <= carries;
    if (hasCome) left -= Math.min(size.rows, left);
    ({ ask: size, next } = sizePage(size, hasCome ? 'came' : 'cut'));
  }
  return { asked, left, next };
}

describe('how many rows a pull asks for', () => {
  it.each([
    ['a good line: whole pages', 1_200, 900, most, { asked: [500, 500, 500], left: 0, next: 500 }],
    [
      'a line that carries a hundred: finds it',
      400,
      100,
      most,
      { asked: [500, 62, 124, 62, 62, 62, 62, 62, 62], left: 0 },
    ],
    ['a dead line: two questions', 400, 0, most, { asked: [500, 62], left: 400, next: 31 }],
    ['a dead line that was bad before', 400, 0, 1, { asked: [1], left: 400, next: 1 }],
    ['a line that got better: twice as many each time', 400, 900, 50, { asked: [50, 100, 200, 400], left: 0 }],
  ])('%s', (_what, rows, carries, start, result) => {
    expect(pulls(rows, carries, start)).toMatchObject(result);
  });

  it('brings everything over any line that carries a row, in a few pulls and with few cuts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2_000 }), (carries, rows) => {
        let [left, start, cuts, rounds] = [rows, most, 0, 0];
        for (; left > 0; rounds += 1) {
          expect(rounds).toBeLessThan(10);
          const pulled = pulls(left, carries, start);
          cuts += pulled.asked.filter((asked) => asked > carries).length;
          [left, start] = [pulled.left, pulled.next];
        }
        expect(cuts).toBeLessThan(24);
      }),
    );
  });
});
