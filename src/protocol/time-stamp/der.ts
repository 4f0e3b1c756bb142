import { type AsnType, fromBER } from 'asn1js';
import type { Bytes } from '../bytes.ts';

/** One DER value as it stands in the text: `raw` with its tag and length, `value` without. */
export interface Der {
  readonly class: 'universal' | 'context' | 'other';
  readonly tag: number;
  readonly raw: Bytes;
  readonly value: Bytes;
  readonly children: readonly Der[];
}

export const tags = { boolean: 1, integer: 2, bits: 3, octets: 4, oid: 6, sequence: 16, set: 17 } as const;

/** Thrown for anything that is not of the form asked for. */
export class DerProblem extends Error {}

/** Reads one DER value that fills these bytes. Throws a `DerProblem`. */
export function readDer(bytes: Uint8Array): Der {
  const { offset, result } = fromBER(new Uint8Array(bytes));
  if (offset !== bytes.length) throw new DerProblem('not one whole DER value');
  return toDer(result);
}

function toDer(node: AsnType): Der {
  const { tagClass, tagNumber, isConstructed } = node.idBlock;
  const raw = new Uint8Array(node.valueBeforeDecodeView);
  const value = raw.subarray(raw.length - node.lenBlock.length);
  const inner: unknown = isConstructed ? Reflect.get(node.valueBlock, 'value') : [];
  const children = Array.isArray(inner) ? (inner as AsnType[]).map(toDer) : [];
  const names = { 1: 'universal', 3: 'context' } as const;
  return { class: names[tagClass as 1 | 3] ?? 'other', tag: tagNumber, raw, value, children };
}

/** The value, when it has this universal tag. */
export function expect(der: Der | undefined, tag: number): Der {
  if (!der || der.class !== 'universal' || der.tag !== tag) throw new DerProblem(`universal ${tag} expected`);
  return der;
}

/** The members of a SEQUENCE or SET. */
export function membersOf(der: Der | undefined, tag: number = tags.sequence): readonly Der[] {
  return expect(der, tag).children;
}

/** The member with this context tag. */
export function contextOf(members: readonly Der[], tag: number): Der | undefined {
  return members.find((one) => one.class === 'context' && one.tag === tag);
}

/** An object identifier in dots. */
export function oidOf(der: Der | undefined): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of expect(der, tags.oid).value) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

/** An OBJECT IDENTIFIER with its tag and length. */
export function oidBytes(oid: string): Bytes {
  const [root = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [40 * root + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return wrap(tags.oid, new Uint8Array(bytes));
}

/** A value with its universal tag and length before it. */
export function wrap(tag: number, ...values: readonly Uint8Array[]): Bytes {
  const constructed = tag === tags.sequence || tag === tags.set ? 0x20 : 0;
  const length = values.reduce((sum, value) => sum + value.length, 0);
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return new Uint8Array([tag | constructed, ...size, ...values.flatMap((value) => [...value])]);
}

/** The bytes of a BIT STRING of whole bytes. */
export function bitsOf(der: Der | undefined): Bytes {
  const { value } = expect(der, tags.bits);
  if (value[0] !== 0) throw new DerProblem('a bit string of whole bytes expected');
  return new Uint8Array(value.subarray(1));
}

const times: Readonly<Record<number, RegExp>> = {
  23: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/,
  24: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/,
};

/** A UTCTime or GeneralizedTime in UTC, epoch ms. */
export function momentOf(der: Der | undefined): number {
  const text = new TextDecoder('latin1').decode(der?.value);
  const [, year = '', month, day, hour, minute, second, fraction] = times[der?.tag ?? 0]?.exec(text) ?? [];
  if (!der || der.class !== 'universal' || year === '') throw new DerProblem('a time in UTC expected');
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const at = Date.parse(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at)) throw new DerProblem('no such time');
  return at + Math.floor(Number(fraction || '0') * 1000);
}

/** A non-negative INTEGER that fits a number. */
export function numberOf(value: Uint8Array): number {
  if (value.length > 6) throw new DerProblem('a small number expected');
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
