import * as v from 'valibot';
import { sha256Hex } from '../bytes.ts';
import type { Citation } from '../citation.ts';
import { type HulinEvent, violationBodySchema } from '../event.ts';
import { signedPackageSchema } from '../zone-package.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { hashOfItem } from './item-hash.ts';
import { isLacking } from './look-up.ts';
import { type Evidence, readJson, textOf } from './open-evidence.ts';

/** Every rulebook and zone package that a record cites is in the package and hashes to the citation; a zone package is signed by the hub. */
export async function checkDocuments(evidence: Evidence): Promise<Check[]> {
  const { file } = evidence;
  const there = new Set(file.documents.map(({ sha256 }) => sha256));
  const cited = new Map(evidence.events.flatMap(({ event }) => citationsOf(event)).map((one) => [one.sha256, one]));
  const missing = [...cited.values()].filter(({ sha256 }) => !there.has(sha256));
  const checks = missing.map(({ id, version, sha256 }) => {
    const isKnown = isLacking(evidence, 'document', sha256);
    const item = `${id} ${version}`;
    return isKnown
      ? open('document', item, '导出时平台上已没有', 'the hub no longer had it at the export')
      : wrong('document', item, '缺失', 'missing');
  });
  const present = await Promise.all(file.documents.map((one) => checkDocument(evidence, one)));
  return [...checks, ...present];
}

async function checkDocument(
  { items, keyring }: Evidence,
  { path, sha256 }: Evidence['file']['documents'][number],
): Promise<Check> {
  const bytes = items.get(path);
  if (bytes && (await hashOfItem(bytes)) === sha256) return right('document', path);
  const zones = readJson(textOf(bytes), signedPackageSchema);
  const isCited = zones && (await sha256Hex(zones.manifest.raw)) === sha256;
  if (isCited && (await keyring.isSigned('package', zones.manifest, null))) return right('document', path);
  return wrong('document', path, '与记录引用的校验值或签名不符', 'not what the record cites, or not signed');
}

/** What a record says it was judged by. */
export function citationsOf(event: Pick<HulinEvent, 'kind' | 'body'> | null): Citation[] {
  const read = event?.kind === 'violation' ? v.safeParse(violationBodySchema, event.body) : null;
  if (!read?.success) return [];
  const { rulebook, zones, further } = read.output;
  const rulings = (further?.rulings ?? []).map((ruling) => ruling.rulebook);
  return [rulebook, zones, ...rulings, ...(further?.zones ?? [])];
}
