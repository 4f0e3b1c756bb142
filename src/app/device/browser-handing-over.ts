import type { HandingOver } from '../courier-ports.ts';

/** By the browser's share sheet, or as a download. */
export class BrowserHandingOver implements HandingOver {
  async share(file: File): Promise<boolean> {
    const files = [file];
    if (!('canShare' in navigator) || !navigator.canShare({ files })) return false;
    try {
      await navigator.share({ files });
      return true;
    } catch (problem) {
      console.warn('not shared', problem);
      return false;
    }
  }

  download(file: File): void {
    const url = URL.createObjectURL(file);
    const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be writing it
  }
}
