import type { Bytes } from '../bytes.ts';
import type { Certificate } from '../time-stamp/certificate.ts';
import { type AnchorStamp, checkAnchors } from './check-anchors.ts';
import { checkDocuments } from './check-documents.ts';
import { checkEvents } from './check-events.ts';
import { checkGrants } from './check-grants.ts';
import { checkLaws } from './check-laws.ts';
import { checkParts } from './check-parts.ts';
import { checkStandings } from './check-standing.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { type Evidence, openEvidence } from './open-evidence.ts';

/** What whoever checks brings along, from elsewhere than the package. */
export interface Trusted {
  /** Thumbprint of the hub's identity key, as the authority publishes it; null: not given. */
  readonly hub: string | null;
  /** Root certificates of the time stamping authority; none: not given. */
  readonly roots: readonly Certificate[];
}

export type Verification =
  | { readonly outcome: 'unreadable' }
  | {
      readonly outcome: 'whole' | 'tampered';
      readonly checks: readonly Check[];
      /** Null when no more of it can be read than the checks say. */
      readonly evidence: Evidence | null;
      readonly stamps: readonly AnchorStamp[];
    };

/** Checks a package by itself, offline: tampered when any check is wrong, whatever is open. Never throws for what is in the file. */
export async function verifyEvidence(bytes: Bytes, trusted: Trusted): Promise<Verification> {
  const opened = await openEvidence(bytes);
  if (opened.kind === 'unreadable') return { outcome: 'unreadable' };
  const { evidence } = opened;
  if (!evidence) return { outcome: 'tampered', checks: opened.checks, evidence, stamps: [] };
  const anchors = await checkAnchors(evidence, trusted.roots);
  const checks = [
    ...opened.checks,
    checkIdentity(evidence, trusted.hub),
    checkKeys(evidence),
    ...checkRecords(evidence),
    ...(await checkEvents(evidence)),
    ...(await checkGrants(evidence)),
    ...checkStandings(evidence),
    ...(await checkParts(evidence)),
    ...(await checkDocuments(evidence)),
    ...(await checkLaws(evidence)),
    ...anchors.checks,
  ];
  const isTampered = checks.some(({ outcome }) => outcome === 'wrong');
  return { outcome: isTampered ? 'tampered' : 'whole', checks, evidence, stamps: anchors.stamps };
}

/** Whether the hub is the one that whoever checks has named: anybody can make a package that is whole in itself. */
export function isHubKnown({ checks }: { readonly checks: readonly Check[] }): boolean {
  return checks.some(({ check, outcome }) => check === 'identity' && outcome !== 'open');
}

function checkIdentity({ manifest }: Evidence, hub: string | null): Check {
  const { identity } = manifest.hub;
  if (hub === identity) return right('identity', identity);
  if (hub === null)
    return open('identity', identity, '请与主管部门公布的指纹核对', 'compare it with the one the authority publishes');
  return wrong('identity', identity, '不是所给的平台', 'not the hub that was named');
}

function checkKeys({ keyring }: Evidence): Check {
  return keyring.isSound
    ? right('keys', 'case.json')
    : wrong('keys', 'case.json', '密钥证书不属于该平台', 'the certificates are not of this hub');
}

/** The records that the list of contents promises are there. */
function checkRecords({ manifest, events }: Evidence): Check[] {
  const missing = manifest.records.filter((id) => !events.some(({ event }) => event?.id === id));
  return missing.map((id) => wrong('content', id, '缺少这条记录', 'this record is missing'));
}
