import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstChunkBytes, leastChunkBytes, sizeChunk } from '../../../src/domain/custody/size-chunk.ts';

const most = 1024 * 1024;

describe('the size of the next chunk', () => {
  it.each([
    ['grows to twice at most on a fast line', 131_072, { bytes: 131_072, elapsedMs: 20 }, 262_144],
    ['is what the line carries in four seconds', 131_072, { bytes: 131_072, elapsedMs: 8_000 }, 65_536],
    ['is halved after a cut', 131_072, 'cut', 65_536],
    ['is never too small to be worth a request', 20_000, 'cut', leastChunkBytes],
    ['is never over the hub’s limit', most, { bytes: most, elapsedMs: 1 }, most],
    ['does not mind a clock that went backwards', 131_072, { bytes: 131_072, elapsedMs: -5 }, 262_144],
  ] as const)('%s', (_, before, sent, expected) => {
    expect(sizeChunk(before, sent, most)).toBe(expected);
  });

  it('settles on what a steady line carries in four seconds, from anywhere', () => {
    const lines = fc.integer({ min: 8, max: 200 });
    fc.assert(
      fc.property(lines, fc.integer({ min: leastChunkBytes, max: most }), (bytesPerMs, start) => {
        let size = Math.max(start, firstChunkBytes);
        for (let turn = 0; turn < 12; turn += 1)
          size = sizeChunk(size, { bytes: size, elapsedMs: size / bytesPerMs }, most);
        expect(Math.abs(size - Math.min(most, Math.max(leastChunkBytes, bytesPerMs * 4_000)))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
