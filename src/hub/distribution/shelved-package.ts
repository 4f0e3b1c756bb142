import type { CurrentPackage } from '../../protocol/current-packages.ts';
import type { RulebookStatement } from '../../protocol/rulebook-statement.ts';

/** Bytes of a file that can be asked for by their SHA-256; `inline`: they lie in the database, in no file. */
export interface Piece {
  readonly sha256: string;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly inline?: Uint8Array;
}

/** A package that was found sound and may be served. */
export interface ShelvedPackage extends CurrentPackage {
  readonly kind: 'zones' | 'rulebook';
  /** When its document was written to this disk, epoch ms. */
  readonly writtenAt: number;
  /** `package.json`, or a rulebook's file. */
  readonly document: Piece;
  readonly chunks: readonly Piece[];
  /** Of a rulebook: what its statement says of it. */
  readonly dates?: Pick<RulebookStatement, 'inForceOn' | 'expiresOn'>;
  readonly issued?: RulebookStatement['issued'];
  /** Of a placed rulebook without one: where its statement is to lie. */
  readonly statementPath?: string;
}

/** What became of one folder that was looked at; `because` is for the log. */
export type CheckedFolder =
  | { readonly ok: true; readonly found: ShelvedPackage }
  | { readonly ok: false; readonly because: string };
