import { gatewayRevocationSchema } from '../../protocol/gateway-standing.ts';
import { revokeGateways } from '../gateways/revoke-gateways.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { emptyAnswer, type Route, route } from './route.ts';

/** What command decides about gateways. */
export function gatewayRoutes({ database, keys, clock }: HubTools): Route[] {
  const revocation = route({
    method: 'POST',
    path: '/api/v1/gateways/revocations',
    summary:
      'Revoke a gateway, with a reason: it is disconnected and let in no more, its stations are unknown. Who and why stands on the hub’s chain. An enrolment with another secret admits it again.',
    who: 'command',
    body: gatewayRevocationSchema,
    answer: { kind: 'none' },
    status: 204,
    problems: ['bad-input', 'not-found'],
    handle: async ({ body: { gateway, because }, session: { person } }) => {
      const outcome = await revokeGateways({ database, keys, clock }, [gateway], { person, because });
      if (outcome.get(gateway) === 'unknown') throw new Refusal('not-found', 'body.gateway: not enrolled');
      return emptyAnswer();
    },
  });
  return [revocation];
}
