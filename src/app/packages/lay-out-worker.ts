import { layOutEdges } from '../../domain/geo/lay-out-edges.ts';
import type { Bytes } from '../../protocol/bytes.ts';

declare const self: DedicatedWorkerGlobalScope;

/** What the worker answers: the flat form, handed over, or what is wrong with the bytes. */
export type LaidOut =
  | { readonly ok: true; readonly flat: ArrayBuffer }
  | { readonly ok: false; readonly because: string };

self.addEventListener('message', ({ data }: MessageEvent<Bytes>) => {
  const answer = layOut(data);
  self.postMessage(answer, answer.ok ? [answer.flat] : []);
});

function layOut(transfer: Bytes): LaidOut {
  try {
    return { ok: true, flat: layOutEdges(transfer) };
  } catch (problem) {
    return { ok: false, because: String(problem) };
  }
}
