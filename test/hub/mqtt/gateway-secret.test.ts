import { scryptSync } from 'node:crypto';
import mqtt from 'mqtt';
import { expect, it } from 'vitest';
import { startGatewayBroker } from '../../../src/hub/mqtt/gateway-broker.ts';
import { type HashedSecret, hashSecret, isSecret, makeSecret } from '../../../src/hub/mqtt/gateway-secret.ts';

/** As hubs kept every secret at first. */
function slowly(secret: string): HashedSecret {
  const salt = Buffer.alloc(16, 7);
  return { secretHash: scryptSync(secret, salt, 32).toString('hex'), secretSalt: salt.toString('hex') };
}

it.each([
  ['made by the hub', makeSecret()],
  ['thought of by a person', 'a dog in the field'],
])('knows a secret %s by its hash and no other, also by the hash of an older hub', async (_who, secret) => {
  for (const hashed of [await hashSecret(secret), slowly(secret)]) {
    expect(await isSecret(secret, hashed)).toBe(true);
    for (const other of [makeSecret(), '', `${secret}x`]) expect(await isSecret(other, hashed)).toBe(false);
    expect(JSON.stringify(hashed)).not.toContain(secret);
  }
});

it('hashes slowly what a person may have thought of, and quickly what it made itself', async () => {
  expect((await hashSecret('a dog in the field')).secretHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await hashSecret(makeSecret())).secretHash).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
});

it('keeps the secret of a gateway anew when it signs in with one an older hub had hashed slowly, and only then', async () => {
  const secret = makeSecret();
  let hashed = slowly(secret);
  const kept: string[] = [];
  const broker = await startGatewayBroker({
    ...{ host: '127.0.0.1', port: 0, observerPassword: 'looking on', onRefused: () => undefined },
    findGateway: async () => hashed,
    keepSecret: async (id, next) => {
      kept.push(id);
      hashed = next;
    },
    onProblem: () => undefined,
  });
  const signIn = async (password: string) => {
    const client = await mqtt.connectAsync(broker.url, { username: 'gw-a', password, reconnectPeriod: 0 });
    await client.endAsync(true);
  };
  await expect(signIn(makeSecret())).rejects.toThrow();
  expect(kept).toEqual([]);
  await signIn(secret);
  await signIn(secret);
  expect(kept).toEqual(['gw-a']);
  await expect(signIn(makeSecret())).rejects.toThrow();
  await broker.close();
});
