import { type Check, right, wrong } from './checks.ts';
import type { Item } from './container.ts';
import { type EvidenceManifest, evidencePaths } from './evidence-package.ts';
import { hashOfItem } from './item-hash.ts';

type Listed = EvidenceManifest['items'][number];

/**
 * The items are those of the list, each as often and where it stands there, by its hash, behind the list itself: whatever program
 * unpacks them finds what was checked here.
 */
export async function checkContents({ items: listed }: EvidenceManifest, items: readonly Item[]): Promise<Check[]> {
  const contents = items.slice(1);
  const [wanted, found] = [byPath(listed), byPath(contents)];
  const checks = await Promise.all([...wanted].map(([path, each]) => checkListed(path, each, found.get(path) ?? [])));
  const foreign = [...found.keys()].filter((path) => !wanted.has(path));
  const added = foreign.map((path) =>
    path === evidencePaths.manifest
      ? wrong('content', path, '有两份清单', 'there is a second list of contents')
      : wrong('content', path, '清单中没有此文件', 'not in the list of contents'),
  );
  const isComplete = [...checks, ...added].every(({ outcome }) => outcome === 'right');
  return [...checks, ...added, ...(isComplete ? outOfOrder(listed, contents) : [])];
}

function byPath<T extends { readonly path: string }>(all: readonly T[]): ReadonlyMap<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const same = found.get(one.path);
    if (same) same.push(one);
    else found.set(one.path, [one]);
  }
  return found;
}

async function checkListed(path: string, listed: readonly Listed[], found: readonly Item[]): Promise<Check> {
  if (found.length === 0) return wrong('content', path, '文件缺失', 'missing');
  if (found.length !== listed.length)
    return wrong('content', path, '同名文件不止一个', 'there is more than one item of this name');
  const same = found.map(async ({ bytes }) => {
    const sha256 = await hashOfItem(bytes);
    return listed.every((one) => one.bytes === bytes.length && one.sha256 === sha256);
  });
  return (await Promise.all(same)).every(Boolean)
    ? right('content', path)
    : wrong('content', path, '内容被改动', 'its content was changed');
}

function outOfOrder(listed: readonly Listed[], contents: readonly Item[]): Check[] {
  const moved = contents.filter(({ path }, at) => listed[at]?.path !== path);
  return moved.map(({ path }) => wrong('content', path, '次序与清单不同', 'not at its place in the list of contents'));
}
