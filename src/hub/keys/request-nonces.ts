import { createHmac, timingSafeEqual } from 'node:crypto';

const lifeMs = 10 * 60_000;

/** Nonces for pushes, without a row anywhere: an HMAC over device and expiry, so that every hub with the secret agrees. */
export interface RequestNonces {
  mintNonce(kid: string, now: number): string;
  /** False for a nonce of another device, an altered one, or one older than 10 minutes. */
  checkNonce(nonce: string, kid: string, now: number): boolean;
}

export function requestNonces(secret: Uint8Array): RequestNonces {
  const seal = (kid: string, expiresAt: string) =>
    createHmac('sha256', secret).update(`hulin/nonce/1\n${kid}\n${expiresAt}`).digest();
  return {
    mintNonce: (kid, now) => {
      const expiresAt = String(now + lifeMs);
      return `${expiresAt}.${seal(kid, expiresAt).toString('base64url')}`;
    },
    checkNonce: (nonce, kid, now) => {
      const [expiresAt = '', mac = ''] = nonce.split('.');
      const expected = seal(kid, expiresAt);
      const given = Buffer.from(mac, 'base64url');
      return given.length === expected.length && timingSafeEqual(given, expected) && now < Number(expiresAt);
    },
  };
}
