import * as v from 'valibot';
import {
  chunkBytes,
  type PackageFile,
  signedPackageSchema,
  type ZonePackage,
  zonePackageSchema,
} from './zone-package.ts';

/** Every file of a zone package but `package.json` itself: each layer's edges, and the drawing. */
export function packageFiles({ layers, drawing }: ZonePackage): readonly PackageFile[] {
  return [...layers.map(({ edges }) => edges), drawing];
}

/** How many bytes the chunk at this place of a file has; 0 beyond its end. */
export function chunkLength({ bytes }: Pick<PackageFile, 'bytes'>, place: number): number {
  return Math.max(0, Math.min(chunkBytes, bytes - place * chunkBytes));
}

/** False when a file names more or fewer chunks than its bytes make: no such package was ever built. */
export function hasRightChunks({ bytes, chunks }: PackageFile): boolean {
  return chunks.length === Math.ceil(bytes / chunkBytes);
}

/** The hashes of all chunks of a zone package, from the text of a `package.json` that was checked before. Throws a `ValiError` for anything else. */
export function chunksOfDocument(text: string): readonly string[] {
  return packageFiles(manifestOfDocument(text)).flatMap(({ chunks }) => chunks);
}

/** The manifest in the text of a `package.json` that was checked before. Throws a `ValiError` for anything else. */
export function manifestOfDocument(text: string): ZonePackage {
  const { manifest } = v.parse(v.pipe(v.string(), v.parseJson(), signedPackageSchema), text);
  return v.parse(v.pipe(v.string(), v.parseJson(), zonePackageSchema), manifest.raw);
}
