import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { replaceFile } from '../store/durable-file.ts';
import { hasCode } from '../store/file.ts';
import type { Piece } from './shelved-package.ts';

const press = promisify(brotliCompress);
/** A piece that hardly shrinks (tiles are gzipped already) travels as it is. */
const worthwhile = 0.95;

/** Pieces as they travel, brotli-encoded once at the best quality and kept as `<sha256>.br` in one folder; an empty file: not worth it. */
export class PressedPieces {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null while it is not pressed yet, and where pressing gains nothing. */
  async read({ sha256 }: Piece): Promise<Uint8Array | null> {
    try {
      const bytes = await readFile(this.#pathOf(sha256));
      return bytes.length > 0 ? bytes : null;
    } catch (problem) {
      if (hasCode(problem, 'ENOENT')) return null;
      throw problem;
    }
  }

  /** Presses what is not pressed yet, one after the other, and removes what belongs to none of these. */
  async keepOnly(pieces: readonly Piece[], signal: AbortSignal): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const wanted = new Map(pieces.map((piece) => [`${piece.sha256}.br`, piece]));
    const present = new Set(await readdir(this.#folder));
    for (const name of present) if (!wanted.has(name)) await rm(join(this.#folder, name), { force: true });
    for (const [name, piece] of wanted) {
      if (signal.aborted) return;
      if (!present.has(name)) await this.#press(piece);
    }
  }

  async #press(piece: Piece): Promise<void> {
    const bytes = await readPiece(piece);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const pressed = await press(bytes, { params });
    const kept = pressed.length < bytes.length * worthwhile ? pressed : new Uint8Array();
    await replaceFile(this.#pathOf(piece.sha256), kept);
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, `${sha256}.br`);
  }
}

/** The bytes of a piece from its file. Rejects when the file has become shorter. */
export async function readPiece({ path, offset, length, inline }: Piece): Promise<Uint8Array> {
  if (inline) return inline;
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead !== length) throw new Error(`${path} ends too early`);
    return buffer;
  } finally {
    await handle.close();
  }
}
