import * as v from 'valibot';
import { codesOf } from '../domain/shared/codes.ts';
import { gatewayRevocations } from '../domain/shared/trouble-codes.ts';
import { momentSchema } from './signed.ts';
import { gatewayIdSchema } from './telemetry.ts';

const becauseSchema = v.picklist(codesOf(gatewayRevocations));

/** Body of `POST /api/v1/gateways/revocations` (command): this gateway may connect no more. */
export const gatewayRevocationSchema = v.object({ gateway: gatewayIdSchema, because: becauseSchema });

/** That a gateway was revoked: when by the hub, by whom and why; null where it was done at the hub's own machine, which names nobody. */
export const revokedGatewaySchema = v.object({
  at: momentSchema,
  person: v.nullable(v.string()),
  because: v.nullable(becauseSchema),
});
export type RevokedGateway = v.InferOutput<typeof revokedGatewaySchema>;
