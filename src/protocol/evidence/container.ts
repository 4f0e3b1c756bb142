import { type Bytes, utf8 } from '../bytes.ts';
import { crc32 } from './crc32.ts';

/** One file of a package: its name in it, with forward slashes, and its bytes. */
export interface Item {
  readonly path: string;
  readonly bytes: Bytes;
}

export type ReadContainer =
  /** `faults`: what differs from the one way of packing these items, by item. */
  | { readonly ok: true; readonly items: readonly Item[]; readonly faults: readonly ContainerFault[] }
  | { readonly ok: false };

/** `item` null: the frame around the items. */
export interface ContainerFault {
  readonly item: string | null;
  readonly offset: number;
}

const localSignature = 0x04034b50;
const entrySignature = 0x02014b50;
const endSignature = 0x06054b50;
const localBytes = 30;
const entryBytes = 46;
const endBytes = 22;
/** Names are UTF-8. */
const flags = 0x0800;
/** 1 January 1980, 00:00: a package says itself when it was made. */
const dosDate = 0x0021;

/**
 * Packs items as a ZIP archive in the one form of ours: stored, in the order given, no time, no extra field, no comment. Any program
 * that reads ZIP opens it, and there is no byte in it that could be another. Persisted: changing the form breaks stored packages.
 */
export function packContainer(items: readonly Item[]): Bytes {
  const parts: Bytes[] = [];
  const entries: Bytes[] = [];
  let offset = 0;
  for (const item of items) {
    const local = localHeader(item);
    entries.push(directoryEntry(item, offset));
    parts.push(local, item.bytes);
    offset += local.length + item.bytes.length;
  }
  const directory = join(entries);
  return join([...parts, directory, endRecord(items.length, directory.length, offset)]);
}

/**
 * Reads a package and compares it, byte for byte, with the one way of packing what is in it. Goes by the directory at the end or, when
 * that is damaged, by the headers one after another: one changed byte never makes it unreadable. `first` is the name of its first item.
 */
export function readContainer(bytes: Bytes, first: string): ReadContainer {
  const readings = [byDirectory(bytes), byHeaders(bytes)].filter((items) => items !== null);
  const compared = readings.map((items) => ({ items, faults: faultsOf(bytes, items) }));
  const lacksFirst = ({ items }: { items: readonly Item[] }) => Number(items[0]?.path !== first);
  const [best] = compared.toSorted((a, b) => lacksFirst(a) - lacksFirst(b) || a.faults.length - b.faults.length);
  return best ? { ok: true, ...best } : { ok: false };
}

function faultsOf(bytes: Bytes, items: readonly Item[]): ContainerFault[] {
  const right = packContainer(items);
  const found = new Map<string | null, ContainerFault>();
  let at = 0;
  const compare = (item: string | null, to: number) => {
    while (at < to && bytes[at] === right[at]) at += 1;
    if (at < to && !found.has(item)) found.set(item, { item, offset: at });
    at = to;
  };
  for (const { path, to } of placesOf(items)) compare(path, to);
  compare(null, Math.max(bytes.length, right.length));
  return [...found.values()];
}

/** Where what belongs to each item ends, one after the other: its header with its content, then its line in the directory. */
function placesOf(items: readonly Item[]): { path: string; to: number }[] {
  const places: { path: string; to: number }[] = [];
  let offset = 0;
  for (const { path, bytes } of items) {
    const to = offset + localBytes + utf8(path).length + bytes.length;
    places.push({ path, to });
    offset = to;
  }
  for (const { path } of items) {
    const to = offset + entryBytes + utf8(path).length;
    places.push({ path, to });
    offset = to;
  }
  return places;
}

function byDirectory(bytes: Bytes): Item[] | null {
  const view = viewOf(bytes);
  const end = bytes.length - endBytes;
  if (end < 0 || view.getUint32(end, true) !== endSignature) return null;
  const items: Item[] = [];
  let read = 0;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + entryBytes > end || view.getUint32(at, true) !== entrySignature) return null;
    const nameBytes = view.getUint16(at + 28, true);
    const from = view.getUint32(at + 42, true) + localBytes + nameBytes;
    const item = cut(bytes, at + entryBytes, nameBytes, from, view.getUint32(at + 24, true));
    read += item?.bytes.length ?? 0;
    if (!item || read > bytes.length) return null; // items that lie over one another
    items.push(item);
    at += entryBytes + nameBytes;
  }
  return at === end ? items : null;
}

function byHeaders(bytes: Bytes): Item[] | null {
  const view = viewOf(bytes);
  const items: Item[] = [];
  let at = 0;
  while (at + localBytes <= bytes.length && view.getUint32(at, true) === localSignature) {
    const nameBytes = view.getUint16(at + 26, true);
    const from = at + localBytes + nameBytes;
    const item = cut(bytes, at + localBytes, nameBytes, from, view.getUint32(at + 22, true));
    if (!item) return null;
    items.push(item);
    at = from + item.bytes.length;
  }
  return items.length > 0 ? items : null;
}

function cut(bytes: Bytes, nameFrom: number, nameBytes: number, from: number, length: number): Item | null {
  if (nameFrom + nameBytes > bytes.length || from + length > bytes.length) return null;
  const path = new TextDecoder().decode(bytes.subarray(nameFrom, nameFrom + nameBytes));
  return { path, bytes: bytes.subarray(from, from + length) };
}

function localHeader({ path, bytes }: Item): Bytes {
  const name = utf8(path);
  const header = new Uint8Array(localBytes + name.length);
  const view = viewOf(header);
  view.setUint32(0, localSignature, true);
  writeCommon(view, 4, bytes, name.length);
  header.set(name, localBytes);
  return header;
}

function directoryEntry({ path, bytes }: Item, offset: number): Bytes {
  const name = utf8(path);
  const entry = new Uint8Array(entryBytes + name.length);
  const view = viewOf(entry);
  view.setUint32(0, entrySignature, true);
  view.setUint16(4, 20, true);
  writeCommon(view, 6, bytes, name.length);
  view.setUint32(42, offset, true);
  entry.set(name, entryBytes);
  return entry;
}

/** What a header and its line in the directory have in common, from the version needed to the name's length. */
function writeCommon(view: DataView, at: number, bytes: Bytes, nameBytes: number): void {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, flags, true);
  view.setUint16(at + 8, dosDate, true);
  view.setUint32(at + 10, crc32(bytes), true);
  view.setUint32(at + 14, bytes.length, true);
  view.setUint32(at + 18, bytes.length, true);
  view.setUint16(at + 22, nameBytes, true);
}

function endRecord(count: number, directoryBytes: number, offset: number): Bytes {
  const end = new Uint8Array(endBytes);
  const view = viewOf(end);
  view.setUint32(0, endSignature, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, directoryBytes, true);
  view.setUint32(16, offset, true);
  return end;
}

function viewOf(bytes: Bytes): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function join(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
