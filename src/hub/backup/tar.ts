import { ByteReader } from './byte-reader.ts';

/** One file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** When the file was written, epoch ms; in the archive whole seconds. Only written: `tar` shows and restores it. */
  readonly writtenAt?: number;
}

const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;

/** An archive has a form that is not a POSIX ustar file's. */
export class TarProblem extends Error {
  override readonly name = 'TarProblem';
}

/** Writes POSIX ustar: any `tar` lists and unpacks it. */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes, writtenAt = 0 } of entries) {
    yield headerOf(name, bytes.length, Math.floor(writtenAt / 1000));
    yield bytes;
    yield Buffer.alloc(padding(bytes.length));
  }
  yield Buffer.alloc(2 * blockBytes);
}

/** Reads what `writeTar` wrote; throws a `TarProblem` where it is not that. */
export async function* readTar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(archive);
  for (;;) {
    const header = await reader.upTo(blockBytes);
    if (header.length < blockBytes) throw new TarProblem('the archive ends in the middle');
    if (header.every((byte) => byte === 0)) break;
    const { name, size } = readHeader(header);
    const bytes = await reader.upTo(size);
    const rest = await reader.upTo(padding(size));
    if (bytes.length + rest.length < size + padding(size)) throw new TarProblem(`${name} ends in the middle`);
    yield { name, bytes };
  }
  while (!(await reader.isAtEnd())) await reader.upTo(blockBytes); // so that whoever decrypts sees the end
}

function headerOf(name: string, size: number, seconds: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  const cut = name.length <= nameBytes ? -1 : name.indexOf('/', name.length - nameBytes - 1);
  if (Buffer.byteLength(name) !== name.length || cut > prefixBytes || (cut < 0 && name.length > nameBytes))
    throw new TarProblem(`${name}: a name that an archive cannot hold`);
  header.write(name.slice(cut + 1), 0, 'latin1');
  header.write('0000600\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(`${seconds.toString(8).padStart(11, '0')}\0`, 136, 'latin1');
  header.write('        0', 148, 'latin1');
  header.write('ustar\0\u0030\u0030', 257, 'latin1');
  if (cut > 0) header.write(name.slice(0, cut), 345, 'latin1');
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, bytes: number) => header.toString('latin1', from, from + bytes).split('\0')[0] ?? '';
  const sum = Number.parseInt(text(148, 8), 8);
  const blank = Buffer.from(header);
  blank.write('        ', 148, 'latin1');
  if (text(257, 6) !== 'ustar' || sumOf(blank) !== sum) throw new TarProblem('not an archive');
  const [name, prefix] = [text(0, nameBytes), text(345, prefixBytes)];
  return { name: prefix ? `${prefix}/${name}` : name, size: Number.parseInt(text(124, 12), 8) };
}

function sumOf(header: Buffer): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}

function padding(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}
