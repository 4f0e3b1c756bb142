import { type PartAnswer, partAnswerSchema } from '../../protocol/custody.ts';
import { maxPhotoBytes, sealOverheadBytes } from '../../protocol/event.ts';
import { sha256Schema } from '../../protocol/signed.ts';
import { completePartBytes, isPartNamed, PartQueue } from '../custody/accept-part.ts';
import { sha256Natively } from '../keys/native-signing.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, type Route, route } from './route.ts';
import { signedAnswer } from './signed-answer.ts';

/** Sealed attachments by the SHA-256 of their bytes. Putting one twice is as good as once. */
export function partRoutes({ database, parts, keys, clock, metrics }: HubTools): Route[] {
  const queue = new PartQueue({ database, parts, clock });
  const put = route({
    method: 'PUT',
    path: '/api/v1/parts/{sha256}',
    summary: 'One sealed part, whole. Taken only when a stored or held event names it; on disk before the answer.',
    who: 'device',
    params: { sha256: sha256Schema },
    bytes: { type: 'application/octet-stream' },
    bodyLimit: maxPhotoBytes + sealOverheadBytes,
    answer: { kind: 'signed', schema: partAnswerSchema },
    problems: ['bad-input', 'part-not-named', 'hash-mismatch', 'too-large'],
    handle: async ({ params: { sha256 }, bytes, caller }) => {
      if (!(await isPartNamed(database, sha256))) throw new Refusal('part-not-named', 'push the event first');
      if (sha256Natively(bytes) !== sha256)
        throw new Refusal('hash-mismatch', `body: ${bytes.length} bytes hash to another name`);
      await queue.accept(sha256, bytes);
      metrics.count('hulin_parts_total', 'Parts put.');
      metrics.count('hulin_part_bytes_total', 'Bytes of parts put.', {}, bytes.length);
      const time = clock.now();
      const nonce = keys.mintNonce(caller.device.kid, time);
      const text: PartAnswer = { v: 1, request: caller.digest, sha256, complete: true, time, nonce };
      return signedAnswer(keys, text);
    },
  });
  const look = route({
    method: 'HEAD',
    path: '/api/v1/parts/{sha256}',
    summary:
      'Whether the hub has a part whole: 200 with its size in `hulin-bytes`, or 404. A hint; only the signed answer to a PUT counts.',
    who: 'device',
    nonce: 'client',
    params: { sha256: sha256Schema },
    answer: { kind: 'none' },
    problems: ['not-found'],
    handle: async ({ params: { sha256 } }) => {
      const bytes = await completePartBytes(database, sha256);
      if (bytes === null) throw new Refusal('not-found', 'part');
      return emptyAnswer({ 'hulin-bytes': String(bytes) }, 200);
    },
  });
  return [put, look];
}
