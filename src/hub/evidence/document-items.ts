import * as v from 'valibot';
import { type Bytes, sha256Hex } from '../../protocol/bytes.ts';
import type { Citation } from '../../protocol/citation.ts';
import type { Item } from '../../protocol/evidence/container.ts';
import { type EvidenceCase, evidencePaths } from '../../protocol/evidence/evidence-package.ts';
import type { PackageShelf } from '../distribution/package-shelf.ts';

export interface DocumentSource {
  readonly shelf: Pick<PackageShelf, 'document'>;
  readonly packagesFolder: string;
}

export interface DocumentItem {
  readonly entry: EvidenceCase['documents'][number];
  readonly item: Item;
}

/** The documents cited, as they lie on the shelf; `missing` are the hashes of those that are not there any more. */
export async function documentItems(
  { shelf }: Pick<DocumentSource, 'shelf'>,
  cited: readonly Citation[],
): Promise<{ readonly found: DocumentItem[]; readonly missing: string[] }> {
  const found: DocumentItem[] = [];
  const missing: string[] = [];
  for (const { id, version, sha256 } of new Map(cited.map((one) => [one.sha256, one])).values()) {
    const served = await shelf.document(sha256, false);
    if (!served) missing.push(sha256);
    else found.push(await documentItem({ id, version, sha256 }, new Uint8Array(served.bytes)));
  }
  return { found, missing };
}

async function documentItem(named: Omit<Citation, 'demonstration'>, bytes: Bytes): Promise<DocumentItem> {
  const isRulebook = (await sha256Hex(bytes)) === named.sha256 && !isManifest(bytes);
  const path = evidencePaths.document(named.sha256);
  return { item: { path, bytes }, entry: { kind: isRulebook ? 'rulebook' : 'zones', ...named, path } };
}

/** A rulebook has articles; a manifest of zones has none. */
function isManifest(bytes: Bytes): boolean {
  const read = v.safeParse(
    v.pipe(v.string(), v.parseJson(), v.looseObject({ articles: v.array(v.unknown()) })),
    new TextDecoder().decode(bytes),
  );
  return !read.success;
}
