import { type Bytes, toHex } from '../bytes.ts';
import { type Certificate, toCertificate } from './certificate.ts';
import {
  contextOf,
  type Der,
  DerProblem,
  expect,
  membersOf,
  momentOf,
  numberOf,
  oidOf,
  readDer,
  tags,
  wrap,
} from './der.ts';

const signedData = '1.2.840.113549.1.7.2';
const timeStampInfo = '1.2.840.113549.1.9.16.1.4';

/** What a time stamping authority says (TSTInfo, RFC 3161, section 2.4.2). */
export interface StampInfo {
  readonly hash: string;
  readonly imprint: string;
  readonly genTime: number;
  readonly accuracyMs: number;
  /** Hex; null when the request had none. */
  readonly nonce: string | null;
}

/** A time stamp token (RFC 3161; a CMS SignedData, RFC 5652), taken apart. */
export interface Token {
  readonly info: StampInfo;
  readonly content: Bytes;
  readonly certificates: readonly Certificate[];
  readonly signer: {
    readonly issuer: Bytes;
    readonly serial: string;
    readonly digest: string;
    readonly algorithm: Der;
    readonly signature: Bytes;
    /** Values by type. */
    readonly attributes: ReadonlyMap<string, Der>;
    /** The signed attributes as they are signed: a SET. */
    readonly signed: Bytes;
  };
}

/** Throws a `DerProblem` for what is no token of one signer. */
export function readToken(bytes: Uint8Array): Token {
  const [type, content] = membersOf(readDer(bytes));
  if (oidOf(type) !== signedData) throw new DerProblem('no signed data');
  const members = membersOf(content?.children[0]);
  const [, , encapsulated] = members;
  const [contentType, wrapped] = membersOf(encapsulated);
  if (oidOf(contentType) !== timeStampInfo) throw new DerProblem('no time stamp');
  const info = expect(wrapped?.children[0], tags.octets).value;
  const signers = membersOf(members.at(-1), tags.set);
  if (signers.length !== 1) throw new DerProblem('one signer expected');
  return {
    info: readInfo(info),
    content: new Uint8Array(info),
    certificates: (contextOf(members, 0)?.children ?? [])
      .filter(({ class: kind }) => kind === 'universal')
      .map(toCertificate),
    signer: readSigner(signers[0]),
  };
}

function readInfo(bytes: Uint8Array): StampInfo {
  const members = membersOf(readDer(bytes));
  const [, , imprint, , time] = members;
  const [algorithm, digest] = membersOf(imprint);
  const rest = members.slice(5).filter(({ class: kind }) => kind === 'universal');
  const nonce = rest.find(({ tag }) => tag === tags.integer);
  return {
    hash: oidOf(membersOf(algorithm)[0]),
    imprint: toHex(expect(digest, tags.octets).value),
    genTime: momentOf(time),
    accuracyMs: accuracyOf(rest.find(({ tag }) => tag === tags.sequence)),
    nonce: nonce ? toHex(nonce.value) : null,
  };
}

/** Accuracy ::= SEQUENCE { seconds, millis [0], micros [1] }, each optional. */
function accuracyOf(der: Der | undefined): number {
  const members = der?.children ?? [];
  const seconds = members.find(({ class: kind }) => kind === 'universal');
  const [millis, micros] = [contextOf(members, 0), contextOf(members, 1)];
  const read = (one: Der | undefined) => (one ? numberOf(one.value) : 0);
  return read(seconds) * 1000 + read(millis) + Math.ceil(read(micros) / 1000);
}

function readSigner(der: Der | undefined): Token['signer'] {
  const members = membersOf(der);
  const [, id, digest] = members;
  const [issuer, serial] = membersOf(id);
  const attributes = contextOf(members, 0);
  const [algorithm, signature] = members.slice(members.findIndex((one) => one === attributes) + 1);
  if (!attributes) throw new DerProblem('signed attributes expected');
  return {
    issuer: expect(issuer, tags.sequence).raw,
    serial: toHex(expect(serial, tags.integer).value),
    digest: oidOf(membersOf(digest)[0]),
    algorithm: expect(algorithm, tags.sequence),
    signature: new Uint8Array(expect(signature, tags.octets).value),
    attributes: new Map(attributes.children.map(toAttribute)),
    signed: wrap(tags.set, attributes.value), // RFC 5652, section 5.4: signed with the tag of a SET
  };
}

function toAttribute(der: Der): [string, Der] {
  const [type, values] = membersOf(der);
  const [value] = membersOf(values, tags.set);
  if (!value) throw new DerProblem('an attribute without a value');
  return [oidOf(type), value];
}
