import { type Bytes, fromBase64url, toHex } from '../bytes.ts';
import { bitsOf, contextOf, type Der, DerProblem, expect, membersOf, momentOf, oidOf, readDer, tags } from './der.ts';

/** An X.509 certificate, as far as the chain to a root needs it (RFC 5280, section 4). Names are compared as their bytes. */
export interface Certificate {
  readonly raw: Bytes;
  readonly signed: Bytes;
  readonly algorithm: Der;
  readonly signature: Bytes;
  readonly serial: string;
  readonly issuer: Bytes;
  readonly subject: Bytes;
  /** The subject's common name or organisation, for people. */
  readonly name: string;
  readonly fromAt: number;
  readonly toAt: number;
  /** SubjectPublicKeyInfo. */
  readonly key: Der;
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Bytes }>;
}

/** Throws a `DerProblem` for what is no certificate. */
export function readCertificate(bytes: Uint8Array): Certificate {
  return toCertificate(readDer(bytes));
}

export function toCertificate(der: Der): Certificate {
  const [body, algorithm, signature] = membersOf(der);
  const all = membersOf(body);
  const fields = all[0]?.class === 'context' ? all.slice(1) : all; // the version comes first, when it is there
  const [serial, , issuer, validity, subject, key] = fields;
  const [from, to] = membersOf(validity);
  const wrapped = contextOf(all, 3);
  return {
    raw: der.raw,
    signed: expect(body, tags.sequence).raw,
    algorithm: expect(algorithm, tags.sequence),
    signature: bitsOf(signature),
    serial: toHex(expect(serial, tags.integer).value),
    issuer: expect(issuer, tags.sequence).raw,
    subject: expect(subject, tags.sequence).raw,
    name: nameOf(expect(subject, tags.sequence)),
    fromAt: momentOf(from),
    toAt: momentOf(to),
    key: expect(key, tags.sequence),
    extensions: new Map(wrapped ? membersOf(wrapped.children[0]).map(toExtension) : []),
  };
}

function toExtension(der: Der): [string, { critical: boolean; value: Bytes }] {
  const members = membersOf(der);
  const critical = members.length === 3 && expect(members[1], tags.boolean).value[0] !== 0;
  return [oidOf(members[0]), { critical, value: expect(members.at(-1), tags.octets).value }];
}

const naming = ['2.5.4.3', '2.5.4.10'];

function nameOf(subject: Der): string {
  const pairs = subject.children.flatMap((set) => membersOf(set, tags.set)).map((pair) => membersOf(pair));
  const known = naming.flatMap((oid) => pairs.filter(([type]) => oidOf(type) === oid).map(([, text]) => text));
  return known[0] ? new TextDecoder().decode(known[0].value) : '';
}

/** The certificates of a PEM file. Throws a `DerProblem` when there is none. */
export function readPem(text: string): Certificate[] {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  const found = [...blocks].map(([, base64 = '']) => readCertificate(fromBase64url(base64.replace(/[\s=]/g, ''))));
  if (found.length === 0) throw new DerProblem('no certificate in it');
  return found;
}
