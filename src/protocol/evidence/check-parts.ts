import * as v from 'valibot';
import { type Bytes, fromBase64url } from '../bytes.ts';
import { type PartReference, type ViolationFields, violationFieldsSchema } from '../event.ts';
import { importRecordKey, openPart } from '../seal.ts';
import { authorsFault } from './authors-fault.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { evidencePaths } from './evidence-package.ts';
import { erasureBodySchema } from './hub-bodies.ts';
import { isHubEvent } from './hub-events.ts';
import { hashOfItem } from './item-hash.ts';
import { isLacking } from './look-up.ts';
import { type Evidence, type EvidenceEvent, nameOf, readJson, textOf } from './open-evidence.ts';
import { openedEvent } from './opened-event.ts';

/** Every sealed part is what its record names; every opened one is what its record's key opens, and what was captured. */
export async function checkParts(evidence: Evidence): Promise<Check[]> {
  const sealed = await Promise.all(evidence.events.map((one) => checkSealed(evidence, one)));
  const opened: Check[] = [];
  for (const opening of evidence.file.openings) opened.push(...(await checkOpening(evidence, opening)));
  const erased = await Promise.all(evidence.erasures.map((one) => checkErasure(evidence, one)));
  return [...sealed.flat(), ...opened, ...erased];
}

async function checkSealed(evidence: Evidence, one: EvidenceEvent): Promise<Check[]> {
  const checks = (one.event?.parts ?? []).map(async ({ sha256, bytes }) => {
    const path = evidencePaths.part(sha256);
    const part = evidence.items.get(path);
    if (!part && isLacking(evidence, 'part', sha256))
      return open('part', path, '导出时平台尚未收到', 'the hub did not have it at the export');
    if (!part && isLacking(evidence, 'room', sha256))
      return open(
        ...(['part', path, '本包容纳不下，请单独导出所属记录'] as const),
        'too large for this package: take its event out by itself',
      );
    if (!part || (await hashOfItem(part)) !== sha256)
      return wrong('part', path, '与记录所列不符', 'not what the record names');
    if (part.length === bytes) return right('part', path);
    return authorsFault(evidence, one)('part', path, '长度与记录所写不符', 'not as long as the record says');
  });
  return Promise.all(checks);
}

type Opening = Evidence['file']['openings'][number];

async function checkOpening(evidence: Evidence, opening: Opening): Promise<Check[]> {
  const { event: id, key, parts } = opening;
  const one = openedEvent(evidence, opening);
  const record = one?.event;
  const recordKey = await readRecordKey(key);
  if (!record || !recordKey) return [wrong('opened', id, '没有对应的记录或密钥', 'its record or its key is missing')];
  const fields = readFields(evidence, record.parts, parts);
  const checks: Check[] = [];
  for (const { sha256, path } of parts) {
    const named = record.parts.find((part) => part.sha256 === sha256);
    const sealed = evidence.items.get(evidencePaths.part(sha256));
    const plain = evidence.items.get(path);
    const isSame = named && sealed && plain && (await opensTo(sealed, named.role, recordKey, plain));
    const isCaptured = plain && (await isAsCaptured(plain, sha256, fields));
    const fault = isSame ? authorsFault(evidence, one) : wrong;
    if (isSame && isCaptured) checks.push(right('opened', path));
    else
      checks.push(fault('opened', path, '与密文或拍摄时的校验值不符', 'not what was sealed, or not what was captured'));
  }
  return checks;
}

async function opensTo(sealed: Bytes, role: string, key: CryptoKey, plain: Bytes): Promise<boolean> {
  const opened = await openPart(sealed, role, key).catch(() => null); // another key, role or byte: it does not open
  return opened?.length === plain.length && opened.every((byte, at) => byte === plain[at]);
}

/** A photo's hash was written into the sealed fields when it was taken. */
async function isAsCaptured(plain: Bytes, part: string, fields: ViolationFields | null): Promise<boolean> {
  const captured = fields?.attachments.find((attachment) => attachment.part === part);
  return !captured || (captured.bytes === plain.length && captured.plain === (await hashOfItem(plain)));
}

function readFields(
  { items }: Evidence,
  named: readonly PartReference[] | readonly { role: string; sha256: string }[],
  opened: Opening['parts'],
): ViolationFields | null {
  const fields = named.find(({ role }) => role === 'fields');
  const path = opened.find(({ sha256 }) => sha256 === fields?.sha256)?.path;
  return path ? readJson(textOf(items.get(path)), violationFieldsSchema) : null;
}

async function readRecordKey(key: string): Promise<CryptoKey | null> {
  const bytes = fromBase64url(key);
  if (bytes.length !== 32) return null;
  return importRecordKey(bytes);
}

async function checkErasure(evidence: Evidence, one: EvidenceEvent): Promise<Check> {
  const isErasure = one.event?.kind === 'erasure' && v.is(erasureBodySchema, one.event.body);
  return isErasure && (await isHubEvent(evidence, one))
    ? right('erasure', nameOf(one))
    : wrong('erasure', nameOf(one), '不是平台的销毁记录', 'no erasure by the hub');
}
