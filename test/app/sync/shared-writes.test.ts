import { describe, expect, it } from 'vitest';
import { SharedWrites } from '../../../src/app/sync/shared-writes.ts';

describe('writes that share their way to the disk', () => {
  it('go one after another, with all that were asked for while one was under way', async () => {
    const written: (readonly number[])[] = [];
    let underWay = 0;
    const writes = new SharedWrites<number>(async (all) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await new Promise((resolve) => setTimeout(resolve));
      written.push(all);
      underWay -= 1;
    });
    for (const one of [1, 2, 3]) writes.add(one);
    await writes.settled();
    writes.add(4);
    await writes.settled();
    expect(written).toEqual([[1], [2, 3], [4]]);
  });

  it('tell whoever settles that one failed, and go on with what is asked for later', async () => {
    const written: (readonly number[])[] = [];
    const writes = new SharedWrites<number>(async (all) => {
      if (all.includes(1)) throw new Error('disk full');
      written.push(all);
    });
    writes.add(1);
    await expect(writes.settled()).rejects.toThrow('disk full');
    writes.add(1);
    await new Promise((resolve) => setTimeout(resolve)); // it fails before anybody settles
    await expect(writes.settled()).rejects.toThrow('disk full');
    await writes.settled(); // told once
    writes.add(2);
    await writes.settled();
    expect(written).toEqual([[2]]);
  });

  it('are settled at once when nothing was asked for', async () => {
    await new SharedWrites<number>(() => Promise.reject(new Error('nothing to write'))).settled();
  });
});
