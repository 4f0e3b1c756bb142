import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merkleTree, rootOfPath } from '../../../src/protocol/evidence/merkle.ts';

describe('a hash tree', () => {
  // The roots of RFC 6962 trees over the empty list, and over '' and '' '\0' as Certificate Transparency's own tests have them.
  it.each([
    [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [['', '\0'], 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ])('of %j has the root everybody gets', async (leaves, root) => {
    expect((await merkleTree(leaves)).root).toBe(root);
  });

  it('proves every leaf, and no other', async () => {
    const some = fc.array(fc.string(), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (leaves, pick) => {
        const tree = await merkleTree(leaves);
        const at = pick % leaves.length;
        const path = tree.pathOf(at);
        expect(await rootOfPath(leaves[at] ?? '', path)).toBe(tree.root);
        expect(await rootOfPath(`${leaves[at]}!`, path)).not.toBe(tree.root);
      }),
      { numRuns: 100 },
    );
  });
});
