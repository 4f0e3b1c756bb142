const longestSidePx = 320;
const jpegQuality = 0.6;

/** A small JPEG of a picture, its longer side at most 320 px; null where this browser cannot read the picture. */
export async function makeThumbnail(photo: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(photo).catch(() => null); // no picture this browser reads: it has no small one
  if (!picture) return null;
  try {
    const scale = Math.min(1, longestSidePx / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
  } finally {
    picture.close();
  }
}
