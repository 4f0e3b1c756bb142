import type { Purpose, Signed } from '../../protocol/signed.ts';

/** Signs with the hub's newest signing key, whose certificate every device has. */
export interface HubSigner {
  sign(purpose: Purpose, raw: string): Promise<Signed>;
}
