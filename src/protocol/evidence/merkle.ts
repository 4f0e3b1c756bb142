import { type Bytes, toHex, utf8 } from '../bytes.ts';

/** One step from a leaf towards the root: the neighbour's hash, and whether it stands to the left. */
export interface MerkleStep {
  readonly hash: string;
  readonly left: boolean;
}

/** A hash tree as in RFC 6962, section 2.1, over lines of text. */
export interface MerkleTree {
  /** Lower-case hex; SHA-256 of nothing for a tree without leaves. */
  readonly root: string;
  pathOf(leaf: number): MerkleStep[];
}

export async function merkleTree(leaves: readonly string[]): Promise<MerkleTree> {
  const levels: string[][] = [await Promise.all(leaves.map(leafHash))];
  for (let level = levels[0] ?? []; level.length > 1; ) {
    level = await nextLevel(level);
    levels.push(level);
  }
  const root = levels.at(-1)?.[0] ?? (await digest(utf8('')));
  return { root, pathOf: (leaf) => pathThrough(levels, leaf) };
}

/** The root that a leaf with this path belongs to. */
export async function rootOfPath(leaf: string, path: readonly MerkleStep[]): Promise<string> {
  let hash = await leafHash(leaf);
  for (const step of path) hash = await (step.left ? nodeHash(step.hash, hash) : nodeHash(hash, step.hash));
  return hash;
}

/** A last node without a partner goes up as it is: the same tree as the RFC's. */
function nextLevel(level: readonly string[]): Promise<string[]> {
  const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => level.slice(2 * at, 2 * at + 2));
  return Promise.all(pairs.map(async ([left = '', right]) => (right === undefined ? left : nodeHash(left, right))));
}

function pathThrough(levels: readonly (readonly string[])[], leaf: number): MerkleStep[] {
  const path: MerkleStep[] = [];
  let at = leaf;
  for (const level of levels) {
    const hash = level[at ^ 1];
    if (hash !== undefined) path.push({ hash, left: at % 2 === 1 });
    at = at >> 1;
  }
  return path;
}

function leafHash(text: string): Promise<string> {
  return digest(new Uint8Array([0, ...utf8(text)]));
}

function nodeHash(left: string, right: string): Promise<string> {
  return digest(new Uint8Array([1, ...fromHex(left), ...fromHex(right)]));
}

async function digest(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

function fromHex(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
