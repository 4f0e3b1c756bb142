import { expect, it } from 'vitest';
import { unwrapUnderPasskey, wrapUnderPasskey } from '../../../src/app/custody/passkey-key.ts';
import { freshLocalKey, freshSecret } from '../../../src/app/custody/pin-key.ts';

it('a local key under a passkey opens by that passkey’s output on that phone alone, and stays inside', async () => {
  const random = () => crypto.getRandomValues(new Uint8Array(32));
  const [key, secret, output] = [await freshLocalKey(), await freshSecret(), random()];
  const way = await wrapUnderPasskey(key, { credential: random(), input: random(), output }, secret);
  expect(await unwrapUnderPasskey(way, random(), secret)).toBeNull();
  expect(await unwrapUnderPasskey(way, output, await freshSecret())).toBeNull();
  const opened = await unwrapUnderPasskey(way, output, secret);
  expect(opened?.extractable).toBe(false);
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const sealed = await crypto.subtle.encrypt(algorithm, key, new Uint8Array([7]));
  expect(new Uint8Array(await crypto.subtle.decrypt(algorithm, opened as CryptoKey, sealed))).toEqual(
    new Uint8Array([7]),
  );
});
