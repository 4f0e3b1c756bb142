import { inflateRawSync } from 'node:zlib';
import { StartProblem } from '../../start-problem.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const zip64 = 'is a ZIP64 archive, which is not read: pack it anew, in files of less than 4 GB';
/** No entry may unpack to more: a few bytes can pretend to be terabytes. */
const mostBytes = 1 << 30;

/** The wanted files of a zip archive by their names in it, unpacked. Throws a `StartProblem` for what is no plain zip (encrypted, ZIP64, cut off). */
export function unzip(zip: Uint8Array, isWanted: (name: string) => boolean): Map<string, Uint8Array<ArrayBuffer>> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  try {
    const end = endOfDirectory(view);
    let at = view.getUint32(end + 16, true);
    if (at === 0xffffffff || view.getUint16(end + 10, true) === 0xffff) throw new StartProblem(zip64);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== entrySignature)
        throw new StartProblem('is a damaged zip: its directory is broken');
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
        number,
        number,
        number,
      ];
      const name = nameOf(zip.subarray(at + 46, at + 46 + nameLength));
      if (isWanted(name)) files.set(name, unpack(zip, view, at));
      at += 46 + nameLength + extra + comment;
    }
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new StartProblem('is a damaged zip: it ends too soon or unpacks to too much', { cause });
    throw cause;
  }
  return files;
}

/** Names outside ASCII may be UTF-8 or GBK: for the endings alone it does not matter. */
function nameOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function endOfDirectory(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at -= 1)
    if (view.getUint32(at, true) === endSignature) return at;
  throw new StartProblem('is no zip archive');
}

function unpack(zip: Uint8Array, view: DataView, entry: number): Uint8Array<ArrayBuffer> {
  const [flags, method] = [view.getUint16(entry + 8, true), view.getUint16(entry + 10, true)];
  const [packed, local] = [view.getUint32(entry + 20, true), view.getUint32(entry + 42, true)];
  if (flags & 1) throw new StartProblem('is an encrypted zip');
  if (packed === 0xffffffff || local === 0xffffffff) throw new StartProblem(zip64);
  if (view.getUint32(local, true) !== localSignature)
    throw new StartProblem('is a damaged zip: an entry is not where it should be');
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const bytes = zip.subarray(from, from + packed);
  if (method === 0) return new Uint8Array(bytes);
  if (method !== 8) throw new StartProblem(`is a zip packed by method ${method}, which is not read`);
  return inflate(bytes);
}

function inflate(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: mostBytes }));
  } catch (cause) {
    throw new StartProblem('is a damaged zip: an entry does not unpack', { cause });
  }
}
