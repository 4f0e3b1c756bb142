/** The media type of a picture by its first bytes, whatever its name says; null when it is no picture a browser makes. */
export function sniffImage(bytes: Uint8Array): string | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) !== 'ftyp') return null;
  if (['avif', 'avis'].includes(text(8, 12))) return 'image/avif';
  return ['heic', 'heix', 'mif1', 'hevc'].includes(text(8, 12)) ? 'image/heic' : null;
}
