import { toHex } from '../bytes.ts';
import type { Certificate } from './certificate.ts';
import { chainFaults } from './check-chain.ts';
import { hashName, isSignedWith, UnknownAlgorithm } from './check-signature.ts';
import { expect, membersOf, oidOf, readDer, sameBytes, tags } from './der.ts';
import { readToken, type StampInfo, type Token } from './read-token.ts';

/** What can be wrong with a time stamp. */
export type StampFault =
  | 'unreadable'
  | 'unknown-algorithm'
  | 'other-text'
  | 'bad-signature'
  | 'no-certificate'
  | 'wrong-purpose'
  | 'no-chain'
  | 'out-of-date';

export interface CheckedStamp {
  /** Null when it cannot be read. */
  readonly info: StampInfo | null;
  /** Who stamped it, by the certificate. */
  readonly authority: string;
  /** SHA-256 of the root certificate the chain ends in; null without roots given. */
  readonly root: string | null;
  readonly faults: readonly StampFault[];
}

const contentType = '1.2.840.113549.1.9.3';
const messageDigest = '1.2.840.113549.1.9.4';
const timeStampInfo = '1.2.840.113549.1.9.16.1.4';
const certificateId = '1.2.840.113549.1.9.16.2.12';
const certificateId2 = '1.2.840.113549.1.9.16.2.47';
const extendedUse = '2.5.29.37';
const timeStamping = '1.3.6.1.5.5.7.3.8';

/**
 * Checks a time stamp token by itself: that it is over this SHA-256, that its signature is its certificate's, that the certificate is for
 * time stamping alone, and, where `roots` are given, that it leads to one of them. Never throws.
 */
export async function checkToken(
  bytes: Uint8Array,
  sha256: string,
  roots: readonly Certificate[],
): Promise<CheckedStamp> {
  try {
    return await checkRead(readToken(bytes), sha256, roots);
  } catch (problem) {
    const fault = problem instanceof UnknownAlgorithm ? 'unknown-algorithm' : 'unreadable';
    return { info: null, authority: '', root: null, faults: [fault] };
  }
}

async function checkRead(token: Token, sha256: string, roots: readonly Certificate[]): Promise<CheckedStamp> {
  const { info, signer } = token;
  const faults: StampFault[] = [];
  if (hashName(info.hash) !== 'SHA-256' || info.imprint !== sha256) faults.push('other-text');
  const certificate = token.certificates.find(
    ({ issuer, serial }) => serial === signer.serial && sameBytes(issuer, signer.issuer),
  );
  if (!certificate) return { info, authority: '', root: null, faults: [...faults, 'no-certificate'] };
  if (!(await isTokenSigned(token, certificate))) faults.push('bad-signature');
  if (!isForStamping(certificate)) faults.push('wrong-purpose');
  const chain = await chainFaults(certificate, token.certificates, roots, info.genTime);
  return { info, authority: certificate.name, root: chain.root, faults: [...faults, ...chain.faults] };
}

async function isTokenSigned({ content, signer }: Token, certificate: Certificate): Promise<boolean> {
  const { attributes, digest, algorithm, signature, signed } = signer;
  const type = attributes.get(contentType);
  if (!type || oidOf(type) !== timeStampInfo) return false;
  const hash = hashName(digest);
  if (hash === 'SHA-1') throw new UnknownAlgorithm(digest); // another content may have the same
  const expected = new Uint8Array(await crypto.subtle.digest(hash, content));
  if (!sameBytes(expect(attributes.get(messageDigest), tags.octets).value, expected)) return false;
  if (!(await namesCertificate(signer, certificate))) return false;
  return isSignedWith(certificate.key, algorithm, hash, signature, signed);
}

/** The signed attribute that names the certificate by its hash (RFC 5816): without it another with the same key could stand in. */
async function namesCertificate({ attributes }: Token['signer'], { raw }: Certificate): Promise<boolean> {
  const [first] = membersOf(membersOf(attributes.get(certificateId2) ?? attributes.get(certificateId))[0]);
  const members = membersOf(first);
  const algorithm = members[0]?.tag === tags.sequence ? oidOf(membersOf(members[0])[0]) : null;
  const standard = attributes.has(certificateId2) ? 'SHA-256' : 'SHA-1';
  const hash = algorithm ? hashName(algorithm) : standard;
  const named = expect(algorithm ? members[1] : members[0], tags.octets).value;
  return toHex(new Uint8Array(await crypto.subtle.digest(hash, raw))) === toHex(named);
}

/** RFC 3161, section 2.3: the extension is critical and names time stamping alone. */
function isForStamping({ extensions }: Certificate): boolean {
  const use = extensions.get(extendedUse);
  const purposes = use ? membersOf(readDer(use.value)).map(oidOf) : [];
  return use?.critical === true && purposes.length === 1 && purposes[0] === timeStamping;
}
