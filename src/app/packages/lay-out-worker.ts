import type { Bytes } from '../../protocol/bytes.ts';
import { layOut } from './lay-out.ts';

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener('message', ({ data }: MessageEvent<Bytes>) => {
  const answer = layOut(data);
  self.postMessage(answer, answer.ok ? [answer.flat] : []);
});
