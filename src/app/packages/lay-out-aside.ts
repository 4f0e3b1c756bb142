import type { Bytes } from '../../protocol/bytes.ts';
import type { LaidOut } from '../package-ports.ts';

/** Lays edges out in a worker made for it, which takes the bytes over, so that the screen goes on. Rejects when the worker fails, whatever the bytes. */
export function layOutAside(transfer: Bytes): Promise<LaidOut> {
  const worker = new Worker(new URL('./lay-out-worker.ts', import.meta.url), { type: 'module' });
  const answered = new Promise<LaidOut>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LaidOut>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(`the worker failed: ${message}`)));
    worker.postMessage(transfer, [transfer.buffer]);
  });
  return answered.finally(() => worker.terminate());
}
