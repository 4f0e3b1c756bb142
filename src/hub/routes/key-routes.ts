import { hubKeysAnswerSchema } from '../../protocol/custody.ts';
import type { HubTools } from './hub-tools.ts';
import { jsonAnswer, type Route, route } from './route.ts';

/** How a device learns the keys made after its enrolment. A revoked one may: it still has records to bring. */
export function keyRoutes({ keys }: Pick<HubTools, 'keys'>): Route[] {
  const all = route({
    method: 'GET',
    path: '/api/v1/keys',
    summary:
      'Every signing and sealing key the hub ever used, each certified by the identity key that the device pinned.',
    who: 'device',
    nonce: 'client',
    answer: { kind: 'json', schema: hubKeysAnswerSchema },
    problems: [],
    handle: async () => jsonAnswer({ v: 1, identity: keys.identity, certificates: keys.certificates }),
  });
  return [all];
}
