import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';

/** A JPEG as a file on the phone. */
export interface Picture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** Draws a picture unlike any other of another `name`. */
export async function aPicture(page: Page, name: string): Promise<Picture> {
  const url = await page.evaluate((title) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1280, 960];
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    for (let row = 0; row < 48; row += 1) {
      pen.fillStyle = `hsl(${(row * 11 + title.length * 37) % 360} 45% ${30 + (row % 7) * 6}%)`;
      pen.fillRect(0, row * 20, 1280, 20);
    }
    pen.fillStyle = 'white';
    pen.font = '96px sans-serif';
    pen.fillText(title, 80, 500);
    return canvas.toDataURL('image/jpeg', 0.9);
  }, name);
  const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  return { name: `${name}.jpg`, bytes, sha256: sha256(bytes) };
}

/** Lower-case hex, by Node's own crypto. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
