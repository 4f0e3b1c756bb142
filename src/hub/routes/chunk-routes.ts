import * as v from 'valibot';
import { maxChunkBytes, type PartProgress, partProgressSchema } from '../../protocol/custody.ts';
import { maxPhotoBytes, sealOverheadBytes } from '../../protocol/event.ts';
import { sha256Schema } from '../../protocol/signed.ts';
import { acceptChunk, type PartSoFar, partSoFar } from '../custody/accept-chunk.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { type Answer, type Caller, type Route, route } from './route.ts';
import { signedAnswer } from './signed-answer.ts';

const offsetSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}$/),
  v.transform(Number),
  v.maxValue(maxPhotoBytes + sealOverheadBytes),
);

/** Sealed attachments in chunks: a sender that was cut off goes on where the hub says. */
export function chunkRoutes(tools: HubTools): Route[] {
  const { metrics } = tools;
  const ask = route({
    method: 'GET',
    path: '/api/v1/parts/{sha256}',
    summary: 'How much of a part the hub has: where a sender that was cut off goes on.',
    who: 'device',
    nonce: 'client',
    params: { sha256: sha256Schema },
    answer: { kind: 'signed', schema: partProgressSchema },
    problems: ['part-not-named'],
    handle: async ({ params: { sha256 }, caller }) => {
      const soFar = await partSoFar(tools, sha256);
      if (!soFar) throw new Refusal('part-not-named', 'push the event first');
      return progress(tools, caller, sha256, soFar);
    },
  });
  const patch = route({
    method: 'PATCH',
    path: '/api/v1/parts/{sha256}',
    summary:
      'One chunk of a part, from `offset`. Kept when the part ends there, else only told where it does. Whole, it is checked against its name and on disk before the answer.',
    who: 'device',
    params: { sha256: sha256Schema },
    query: { offset: offsetSchema },
    bytes: { type: 'application/offset+octet-stream' },
    bodyLimit: maxChunkBytes,
    answer: { kind: 'signed', schema: partProgressSchema },
    problems: ['bad-input', 'part-not-named', 'hash-mismatch', 'too-large'],
    handle: async ({ params: { sha256 }, query: { offset }, bytes, caller }) => {
      const end = await acceptChunk(tools, sha256, offset, bytes);
      if (end.kind === 'not-named') throw new Refusal('part-not-named', 'push the event first');
      if (end.kind === 'too-long') throw new Refusal('too-large', `offset: the part ends at ${end.bytes} bytes`);
      if (end.kind === 'hash-mismatch')
        throw new Refusal('hash-mismatch', `the ${end.bytes} bytes hash to another name: begin at 0`);
      if (end.complete) metrics.count('hulin_parts_total', 'Parts put.');
      metrics.count('hulin_part_bytes_total', 'Bytes of parts put.', {}, bytes.length);
      return progress(tools, caller, sha256, end);
    },
  });
  return [ask, patch];
}

function progress(
  { keys, clock }: HubTools,
  { device, digest }: Caller,
  sha256: string,
  { bytes, offset, complete }: PartSoFar,
): Promise<Answer> {
  const time = clock.now();
  const nonce = keys.mintNonce(device.kid, time);
  const text: PartProgress = { v: 1, request: digest, sha256, bytes, offset, complete, time, nonce };
  return signedAnswer(keys, text);
}
