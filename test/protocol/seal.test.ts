import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/protocol/bytes.ts';
import {
  generateRecordKey,
  importSealingKey,
  importUnsealingKey,
  openPart,
  sealPart,
  unwrapRecordKey,
  wrapRecordKey,
} from '../../src/protocol/seal.ts';

describe('a sealed part', () => {
  it('opens with a record key that was wrapped to the hub and unwrapped there', async () => {
    const recordKey = await generateRecordKey();
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const [publicJwk, privateJwk] = await Promise.all([
      crypto.subtle.exportKey('jwk', pair.publicKey),
      crypto.subtle.exportKey('jwk', pair.privateKey),
    ]);
    const part = await sealPart(utf8('张三'), 'fields', recordKey);
    const wrap = await wrapRecordKey(recordKey, 'event-1', await importSealingKey(publicJwk), 'kid');
    const unwrapped = await unwrapRecordKey(wrap, 'event-1', await importUnsealingKey(privateJwk));
    expect(new TextDecoder().decode(await openPart(part, 'fields', unwrapped))).toBe('张三');
    await expect(unwrapRecordKey(wrap, 'event-2', await importUnsealingKey(privateJwk))).rejects.toThrow();
    await expect(openPart(part, 'photo', recordKey)).rejects.toThrow();
  });
});
