import type { TakenBundle } from '../../src/app/courier-ports.ts';
import type { Phone } from './phone.ts';

/** The file of all that the hub has not confirmed; fails when that is nothing. */
export async function exported(phone: Phone): Promise<File> {
  const file = await phone.courier.exportQueue();
  if (!file) throw new Error('nothing to export');
  return file.file;
}

/** The lines, and the parts' bytes behind them. */
export async function halves(file: Blob): Promise<{ text: string; tail: Uint8Array<ArrayBuffer> }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const end = Buffer.from(bytes).indexOf('\n\n') + 2;
  return { text: new TextDecoder().decode(bytes.slice(0, end)), tail: bytes.slice(end) };
}

/** The parts in the order in which the file has them. */
export function partsIn(text: string): string[] {
  return [...text.matchAll(/^\{"part":\{"sha256":"([0-9a-f]{64})"/gm)].map(([, sha256]) => sha256 ?? '');
}

/** What was not taken of a file. */
export function troublesOf(taken: TakenBundle): unknown {
  return taken.ok ? taken.troubles : taken.because;
}
