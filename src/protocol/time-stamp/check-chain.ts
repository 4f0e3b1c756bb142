import { toHex } from '../bytes.ts';
import type { Certificate } from './certificate.ts';
import { isSignedWith } from './check-signature.ts';
import { membersOf, readDer, sameBytes, tags } from './der.ts';

const longest = 6;
const basicConstraints = '2.5.29.19';
const keyUsage = '2.5.29.15';
/** Extensions that may be critical: constraints and usage are looked at here, purposes where they matter, policies are not ours. */
const understood = [basicConstraints, keyUsage, '2.5.29.37', '2.5.29.32', '2.5.29.17'];

/**
 * Follows a certificate to one of `roots` (RFC 5280, section 6, without policies and revocation: a token outlives its certificate, and
 * lists of revoked ones are not at hand offline). Without roots nothing is followed and `root` is null.
 */
export async function chainFaults(
  certificate: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  at: number,
): Promise<{ readonly root: string | null; readonly faults: readonly ('no-chain' | 'out-of-date')[] }> {
  if (roots.length === 0) return { root: null, faults: isInDate(certificate, at) ? [] : ['out-of-date'] };
  const path = await findPath(certificate, others, roots);
  const root = path?.at(-1);
  if (!path || !root) return { root: null, faults: ['no-chain'] };
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', root.raw)));
  return { root: sha256, faults: path.every((one) => isInDate(one, at)) ? [] : ['out-of-date'] };
}

async function findPath(
  certificate: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
): Promise<Certificate[] | null> {
  const path = [certificate];
  while (path.length <= longest) {
    const last = path.at(-1) ?? certificate;
    if (hasUnknownCritical(last)) return null;
    if (roots.some(({ raw }) => sameBytes(raw, last.raw))) return path;
    const issuer = await issuerOf(last, [...roots, ...others], path.length - 1);
    if (!issuer) return null;
    path.push(issuer);
  }
  return null;
}

async function issuerOf(
  of: Certificate,
  candidates: readonly Certificate[],
  below: number,
): Promise<Certificate | undefined> {
  for (const candidate of candidates) {
    const isFit =
      sameBytes(candidate.subject, of.issuer) && !sameBytes(candidate.raw, of.raw) && maySign(candidate, below);
    if (isFit && (await isSignedWith(candidate.key, of.algorithm, null, of.signature, of.signed))) return candidate;
  }
  return undefined;
}

/** An authority by its constraints, for so many further authorities below it, and whose key is for signing certificates. */
function maySign({ extensions }: Certificate, below: number): boolean {
  const constraints = extensions.get(basicConstraints);
  const members = constraints ? membersOf(readDer(constraints.value)) : [];
  const isAuthority = members[0]?.tag === tags.boolean && members[0].value[0] !== 0;
  const most = members[1]?.value[0];
  const usage = extensions.get(keyUsage);
  const bits = usage ? readDer(usage.value).value : null;
  const signsCertificates = bits === null || ((bits[1] ?? 0) & 0x04) !== 0;
  return isAuthority && signsCertificates && (most === undefined || below <= most);
}

function hasUnknownCritical({ extensions }: Certificate): boolean {
  return [...extensions].some(([oid, { critical }]) => critical && !understood.includes(oid));
}

function isInDate({ fromAt, toAt }: Certificate, at: number): boolean {
  return fromAt <= at && at <= toAt;
}
