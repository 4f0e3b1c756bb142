import { type BundlePart, type ReadBundle, readBundleText } from '../../protocol/bundle.ts';
import { type Bytes, sha256Hex } from '../../protocol/bytes.ts';
import { maxPhotoBytes, sealOverheadBytes } from '../../protocol/event.ts';
import type { BundleTrouble } from '../courier-ports.ts';

const pieceBytes = 1024 * 1024;
const mostTextBytes = 256 * pieceBytes;
const newline = 10;

type Read = Extract<ReadBundle, { ok: true }>;

export type OpenedBundle =
  | {
      readonly ok: true;
      readonly text: Read['text'];
      readonly hubs: Read['hubs'];
      readonly troubles: readonly BundleTrouble[];
      /** A part's bytes when they are what their name says, else what is wrong with them. */
      readPart(part: BundlePart): Promise<Bytes | BundleTrouble>;
    }
  | { readonly ok: false; readonly because: 'not-a-bundle' | 'newer-bundle' };

/** Opens a bundle without reading its parts: they may be large, and each is read when its turn comes. */
export async function openBundle(file: Blob): Promise<OpenedBundle> {
  const start = await findParts(file);
  if (start === null) return { ok: false, because: 'not-a-bundle' };
  const read = readBundleText(await file.slice(0, start).text());
  if (!read.ok) return read;
  const { text, hubs } = read;
  return { ok: true, text, hubs, troubles: troublesOf(read), readPart: (part) => readPart(file, start, part) };
}

function troublesOf({ hubs, damaged, lacking }: Read): BundleTrouble[] {
  const hasHead = hubs.length > 0;
  return [
    ...(hasHead ? [] : [{ kind: 'head' } as const]),
    ...damaged
      .filter(({ line }) => hasHead || line !== 1)
      .map(({ line, isElsewhere }) => ({ kind: isElsewhere ? 'line-elsewhere' : 'line', line }) as const),
    ...(lacking > 0 ? [{ kind: 'lacking', count: lacking } as const] : []),
  ];
}

async function readPart(file: Blob, start: number, { sha256, at, bytes }: BundlePart): Promise<Bytes | BundleTrouble> {
  if (bytes > maxPhotoBytes + sealOverheadBytes) return { kind: 'part', sha256, because: 'too-large' };
  if (start + at + bytes > file.size) return { kind: 'part', sha256, because: 'cut-short' };
  const content = new Uint8Array(await file.slice(start + at, start + at + bytes).arrayBuffer());
  return (await sha256Hex(content)) === sha256 ? content : { kind: 'part', sha256, because: 'hash-mismatch' };
}

/** The first byte after the empty line, or the end of a file cut short before it; null when this is no text of ours. */
async function findParts(file: Blob): Promise<number | null> {
  let before = 0;
  for (let from = 0; from < Math.min(file.size, mostTextBytes); from += pieceBytes) {
    const piece = new Uint8Array(await file.slice(from, from + pieceBytes).arrayBuffer());
    if (from === 0 && !isOurs(piece)) return null;
    for (const [index, byte] of piece.entries()) {
      if (byte === newline && before === newline) return from + index + 1;
      before = byte;
    }
  }
  return file.size > 0 && file.size <= mostTextBytes ? file.size : null;
}

/** Begins like one of ours; the first line may be damaged, so another that does is enough. */
function isOurs(piece: Bytes): boolean {
  if (piece[0] === '{'.charCodeAt(0)) return true;
  return /\n\{"(?:author|event|receipt|part)":/.test(new TextDecoder().decode(piece));
}
