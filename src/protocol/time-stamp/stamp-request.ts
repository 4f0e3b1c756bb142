import { type Bytes, toHex } from '../bytes.ts';
import { DerProblem, expect, membersOf, numberOf, oidBytes, readDer, tags, wrap } from './der.ts';

const sha256Oid = '2.16.840.1.101.3.4.2.1';

/** A request for a time stamp over this SHA-256 (TimeStampReq, RFC 3161, section 2.4.1), asking for the certificate as well. */
export function stampRequest(sha256: string, nonce: Uint8Array): Bytes {
  const digest = Uint8Array.from(sha256.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const algorithm = wrap(tags.sequence, oidBytes(sha256Oid), new Uint8Array([5, 0]));
  const imprint = wrap(tags.sequence, algorithm, wrap(tags.octets, digest));
  const version = wrap(tags.integer, new Uint8Array([1]));
  const certificate = wrap(tags.boolean, new Uint8Array([0xff]));
  return wrap(tags.sequence, version, imprint, wrap(tags.integer, nonce), certificate);
}

/** A positive nonce as DER writes it: no zero at the front, the first bit clear. */
export function toNonce(random: Uint8Array): Uint8Array {
  return Uint8Array.from(random, (byte, at) => (at === 0 ? (byte & 0x7f) | 0x40 : byte));
}

export type StampAnswer =
  | { readonly ok: true; readonly token: Bytes }
  /** `status` of the answer, null when it is none. */
  | { readonly ok: false; readonly status: number | null };

/** The token in an authority's answer (TimeStampResp). Status 0 is granted, 1 granted with changes. */
export function readStampAnswer(bytes: Uint8Array): StampAnswer {
  try {
    const [info, token] = membersOf(readDer(bytes));
    const status = numberOf(expect(membersOf(info)[0], tags.integer).value);
    if (status > 1 || !token) return { ok: false, status };
    return { ok: true, token: new Uint8Array(token.raw) };
  } catch (problem) {
    if (problem instanceof DerProblem || problem instanceof Error) return { ok: false, status: null };
    throw problem;
  }
}

/** Whether a token answers this request's nonce. */
export function hasNonce(given: string | null, nonce: Uint8Array): boolean {
  return given === toHex(nonce);
}
