import type { Bytes } from '../protocol/bytes.ts';

/** What an authenticator answered: for one credential and one input always the same secret, which it gives to nobody it does not know. */
export interface PasskeyAnswer {
  readonly credential: Bytes;
  /** What it was asked with. */
  readonly input: Bytes;
  readonly output: Bytes;
}

/** The phone's own authenticator, as far as a lock needs it. `unfit`: it gives no secret. `refused`: nobody let it, or the key is gone. */
export interface Passkeys {
  isOffered(): Promise<boolean>;
  /** A fresh credential's answer. */
  create(): Promise<PasskeyAnswer | 'refused' | 'unfit'>;
  /** The same credential's answer to the same input. */
  ask(known: Pick<PasskeyAnswer, 'credential' | 'input'>): Promise<PasskeyAnswer | 'refused' | 'unfit'>;
}
