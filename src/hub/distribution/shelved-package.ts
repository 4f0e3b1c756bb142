import type { CurrentPackage } from '../../protocol/current-packages.ts';

/** Bytes of a file that can be asked for by their SHA-256. */
export interface Piece {
  readonly sha256: string;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** A package that was found sound and may be served. */
export interface ShelvedPackage extends CurrentPackage {
  readonly kind: 'zones' | 'rulebook';
  /** When its document was written to this disk, epoch ms. */
  readonly writtenAt: number;
  /** `package.json`, or a rulebook's file. */
  readonly document: Piece;
  readonly chunks: readonly Piece[];
}

/** What became of one folder that was looked at; `because` is for the log. */
export type CheckedFolder =
  | { readonly ok: true; readonly found: ShelvedPackage }
  | { readonly ok: false; readonly because: string };
