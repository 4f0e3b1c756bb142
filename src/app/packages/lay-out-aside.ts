import type { Bytes } from '../../protocol/bytes.ts';
import type { LaidOut } from './lay-out-worker.ts';

/** Lays edges out in a worker made for it, which takes the bytes over, so that the screen goes on. Rejects when they are no edges. */
export function layOutAside(transfer: Bytes): Promise<ArrayBuffer> {
  const worker = new Worker(new URL('./lay-out-worker.ts', import.meta.url), { type: 'module' });
  const answered = new Promise<ArrayBuffer>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LaidOut>) => {
      if (data.ok) resolve(data.flat);
      else reject(new Error(data.because));
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(`the worker failed: ${message}`)));
    worker.postMessage(transfer, [transfer.buffer]);
  });
  return answered.finally(() => worker.terminate());
}
