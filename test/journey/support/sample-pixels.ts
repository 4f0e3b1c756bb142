import type { Locator, Page } from '@playwright/test';

/** The colours on a ring of pixels around the middle of an element, as `#rrggbb`, as the screen shows them. */
export async function coloursAround(page: Page, element: Locator, radius: number): Promise<string[]> {
  const picture = (await element.screenshot()).toString('base64');
  return page.evaluate(
    async ({ base64, distance }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      if (!pen) throw new Error('no canvas');
      pen.drawImage(bitmap, 0, 0);
      return Array.from({ length: 12 }, (_, hour) => {
        const angle = (hour * Math.PI) / 6;
        const [x, y] = [bitmap.width / 2 + distance * Math.sin(angle), bitmap.height / 2 - distance * Math.cos(angle)];
        const [red = 0, green = 0, blue = 0] = pen.getImageData(Math.round(x), Math.round(y), 1, 1).data;
        return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
      });
    },
    { base64: picture, distance: radius },
  );
}
