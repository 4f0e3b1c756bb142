import type { DraftPhoto } from '../draft-ports.ts';
import type { PartRow } from '../storage/rows.ts';

/** A draft's photos in the order they were added. */
export function photosOf(parts: readonly PartRow[]): DraftPhoto[] {
  const photos = parts.filter(({ role }) => role === 'photo').sort((a, b) => a.addedAt - b.addedAt);
  return photos.map(({ sha256, plain, plainBytes, type, takenAt }) => {
    const thumbnail = thumbnailOf(sha256, parts)?.sha256;
    const photo = { part: sha256, plain: plain ?? '', bytes: plainBytes ?? 0, type, takenAt: takenAt ?? 0 };
    return thumbnail === undefined ? photo : { ...photo, thumbnail };
  });
}

/** The small picture of a photo, where there is one. */
export function thumbnailOf(photo: string, parts: readonly PartRow[]): PartRow | undefined {
  return parts.find((part) => part.thumbnailOf === photo);
}
