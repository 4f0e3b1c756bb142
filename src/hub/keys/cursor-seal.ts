import { createHmac } from 'node:crypto';

/** Seals what a client is to hand back unaltered: every hub with the secret agrees. */
export interface CursorSealer {
  /** 128 bits of an HMAC, as 22 characters of base64url. */
  sealCursor(text: string): string;
}

/** Seals by the key folder's secret, for this purpose alone. */
export function cursorSealer(secret: Uint8Array): CursorSealer {
  return {
    sealCursor: (text) =>
      createHmac('sha256', secret).update(`hulin/cursor/1\n${text}`).digest().subarray(0, 16).toString('base64url'),
  };
}
