import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestSealingKey } from '../../../src/app/custody/newest-sealing-key.ts';
import { openHubKeys } from '../../../src/hub/keys/hub-keys.ts';
import { requestNonces } from '../../../src/hub/keys/request-nonces.ts';
import { keyCertificateSchema } from '../../../src/protocol/custody.ts';
import { hubKeysSchema } from '../../../src/protocol/hub-keys.ts';
import {
  generateRecordKey,
  importSealingKey,
  openPart,
  sealPart,
  unwrapRecordKey,
  wrapRecordKey,
} from '../../../src/protocol/seal.ts';
import { importVerifyKey, isSignedBy, type Signed, thumbprint } from '../../../src/protocol/signed.ts';
import { type FreshDatabase, freshDatabase } from '../../support/hub-database.ts';

const november = Date.parse('2026-11-22T00:00:00+08:00');
const nextJuly = Date.parse('2027-07-01T00:00:00+08:00');
const dayMs = 86_400_000;
const kid = 'k'.repeat(43);

describe("the hub's keys", () => {
  let fresh: FreshDatabase;
  let folder: string;
  beforeEach(async () => {
    fresh = await freshDatabase();
    folder = join(await mkdtemp(join(tmpdir(), 'hulin-keys-')), 'keys');
  });
  afterEach(async () => {
    await fresh.drop();
    await rm(join(folder, '..'), { recursive: true });
  });

  const open = (at = november) => openHubKeys(folder, fresh.database, at);
  const certificatesOf = (keys: { certificates: Signed[] }) =>
    keys.certificates.map(({ raw }) => v.parse(keyCertificateSchema, JSON.parse(raw)));
  const rows = () =>
    fresh.database.query<{ kid: string; use: string; season: string | null }>('select kid, use, season from hub_key');

  it('are made on the first start, their public halves put into the database', async () => {
    const keys = await open();
    const uses = (await rows()).map(({ use, season }) => [use, season]);
    expect(uses.toSorted()).toEqual([
      ['identity', null],
      ['sealing', '2026-2027'],
      ['signing', null],
    ]);
    expect(v.is(hubKeysSchema, keys)).toBe(true);
    expect(keys.identityKid).toBe(await thumbprint(keys.identity));
  });

  it('stay the same on every later start', async () => {
    const first = await open();
    const second = await open(november + 1000);
    expect(second.identity).toEqual(first.identity);
    expect(second.certificates).toEqual(first.certificates);
    expect(second.checkNonce(first.mintNonce(kid, november), kid, november)).toBe(true);
  });

  it('lie in files that nobody else can read', async () => {
    await open();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const names = await readdir(folder);
    expect(names).toHaveLength(4);
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('close a key folder that others could enter', async () => {
    await open();
    await chmod(folder, 0o755);
    await open();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('keep private halves out of the database', async () => {
    await open();
    const [row] = await fresh.database.query<{ all: string }>('select json_agg(hub_key)::text as all from hub_key');
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.jwk'))) {
      const { d } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { d: string };
      expect(d).toHaveLength(43);
      expect(row?.all).not.toContain(d);
    }
  });

  it('sign with a key that the identity key has certified', async () => {
    const keys = await open();
    const signed = await keys.sign('answer', '{"hello":1}');
    const identity = await importVerifyKey(keys.identity);
    for (const certificate of keys.certificates) {
      expect(await isSignedBy('key-certificate', certificate, identity)).toBe(true);
      expect(certificate.kid).toBe(keys.identityKid);
    }
    const signing = certificatesOf(keys).find(({ use }) => use === 'signing');
    expect(signing?.kid).toBe(signed.kid);
    const key = await importVerifyKey(signing!.jwk);
    expect(await isSignedBy('answer', signed, key)).toBe(true);
    expect(await isSignedBy('receipt', signed, key)).toBe(false);
  });

  it('open what was sealed to the certified key of the season', async () => {
    const keys = await open();
    const sealing = certificatesOf(keys).find(({ use }) => use === 'sealing')!;
    const recordKey = await generateRecordKey();
    const part = await sealPart(new TextEncoder().encode('hush'), 'fields', recordKey);
    const wrap = await wrapRecordKey(recordKey, 'event-1', await importSealingKey(sealing.jwk), sealing.kid);
    const unsealing = await (await open()).unsealingKey(wrap.to);
    const opened = await openPart(part, 'fields', await unwrapRecordKey(wrap, 'event-1', unsealing!));
    expect(new TextDecoder().decode(opened)).toBe('hush');
    expect(await keys.unsealingKey(kid)).toBeNull();
  });

  it('get a sealing key for the coming season on 1 July in Weihai, and keep the old one', async () => {
    const keys = await open();
    await keys.renew(nextJuly - 1);
    expect(keys.certificates).toHaveLength(2);
    await keys.renew(nextJuly);
    const seasons = certificatesOf(keys).flatMap(({ season }) => season ?? []);
    expect(seasons).toEqual(['2026-2027', '2027-2028']);
    for (const row of await rows()) {
      if (row.use === 'sealing') expect(await keys.unsealingKey(row.kid)).not.toBeNull();
    }
  });

  it('sign with a fresh key from 1 July on; the old one stays certified', async () => {
    const keys = await open();
    const before = await keys.sign('answer', '{}');
    await keys.renew(nextJuly);
    const after = await keys.sign('answer', '{}');
    expect(after.kid).not.toBe(before.kid);
    await keys.renew(nextJuly + 1);
    expect((await keys.sign('answer', '{}')).kid).toBe(after.kid);
    const signing = certificatesOf(keys).filter(({ use }) => use === 'signing');
    expect(signing.map((one) => one.kid)).toEqual([before.kid, after.kid]);
  });

  it('that a start with a clock far ahead has made wait for their time', async () => {
    const first = await open();
    const before = await first.sign('answer', '{}');
    const ahead = await open(nextJuly + 45 * dayMs);
    expect((await ahead.sign('answer', '{}')).kid).not.toBe(before.kid);
    const back = await open(november + dayMs);
    expect((await back.sign('answer', '{}')).kid).toBe(before.kid);
    await back.renew(nextJuly);
    const signing = await back.sign('answer', '{}');
    const made = certificatesOf(back).filter(({ issuedAt }) => issuedAt === nextJuly);
    expect(made.map(({ use }) => use).toSorted()).toEqual(['sealing', 'signing']);
    expect(made.map((one) => one.kid)).toContain(signing.kid);
    await ahead.renew(november + dayMs);
    expect((await ahead.sign('answer', '{}')).kid).toBe(before.kid);
    const newest = async (at: number) => (await newestSealingKey(back, at)).kid;
    const sealing = certificatesOf(back).filter(({ use }) => use === 'sealing');
    expect(await Promise.all([november, nextJuly, nextJuly + 50 * dayMs, 0].map(newest))).toEqual(
      [november, nextJuly, nextJuly + 45 * dayMs, nextJuly + 45 * dayMs].map(
        (at) => sealing.find(({ issuedAt }) => issuedAt === at)?.kid,
      ),
    );
  });

  it('change when told to, all but the identity, and another hub hears of it', async () => {
    const [one, other] = [await open(), await open()];
    const heard: string[] = [];
    const stop = await fresh.database.listen('hulin_keys', (payload) => heard.push(payload));
    const before = await one.sign('answer', '{}');
    await one.rotate(['signing', 'sealing'], november + 1000);
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    await stop();
    expect(one.certificates).toHaveLength(4);
    expect((await one.sign('answer', '{}')).kid).not.toBe(before.kid);
    expect(await other.certificatesDigest()).not.toBe(await one.certificatesDigest());
    await other.renew(november + 2000);
    expect(await other.certificatesDigest()).toBe(await one.certificatesDigest());
    expect((await other.sign('answer', '{}')).kid).toBe((await one.sign('answer', '{}')).kid);
    expect((await open(november + 3000)).certificates).toHaveLength(4);
  });

  it('are the same for two hubs that start at once on one folder', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    expect(one.identity).toEqual(other.identity);
    expect(one.certificates).toEqual(other.certificates);
    expect(await readdir(folder)).toHaveLength(4);
  });

  it('serve a second hub with a key that the first one made later', async () => {
    const [one, other] = [await open(), await open()];
    await one.renew(nextJuly);
    const newest = certificatesOf(one).findLast(({ use }) => use === 'sealing');
    expect(await other.unsealingKey(newest!.kid)).not.toBeNull();
  });

  it.each(['identity', 'signing', 'sealing'])('stop the hub when the folder lacks the %s key', async (use) => {
    await open();
    const name = (await readdir(folder)).find((file) => file.startsWith(use));
    await rm(join(folder, name!));
    await expect(open()).rejects.toThrow(new RegExp(`names the ${use} key .* restore HULIN_KEYS`));
  });

  it('stop the hub when the folder holds the keys of another hub', async () => {
    await open();
    const other = await freshDatabase();
    await openHubKeys(`${folder}-other`, other.database, november);
    await other.drop();
    await rm(folder, { recursive: true });
    await cp(`${folder}-other`, folder, { recursive: true });
    await expect(open()).rejects.toThrow('which the key folder lacks');
  });

  it('stop the hub when its secret of nonces is another one than that of the other hubs, or gone', async () => {
    await open();
    const path = join(folder, 'nonce.key');
    const secret = await readFile(path, 'utf8');
    await writeFile(path, `${'A'.repeat(43)}\n`);
    await expect(open()).rejects.toThrow(
      'nonce.key is not the one of the other hubs of this database: share HULIN_KEYS',
    );
    await rm(path);
    await expect(open()).rejects.toThrow('nonce.key is missing: restore HULIN_KEYS');
    await writeFile(path, secret);
    await expect(open()).resolves.toBeDefined();
  });

  it('stop the hub when a key file is damaged, and leave the file as it is', async () => {
    await open();
    await writeFile(join(folder, 'identity.jwk'), '{"kty":"EC"');
    await expect(open()).rejects.toThrow('identity.jwk is no private key');
    expect(await readFile(join(folder, 'identity.jwk'), 'utf8')).toBe('{"kty":"EC"');
  });
});

describe('a request nonce', () => {
  it('holds for its device, ten minutes, unaltered', () => {
    const { mintNonce, checkNonce } = requestNonces(new Uint8Array(32).fill(7));
    const nonce = mintNonce(kid, november);
    const [expiresAt, mac] = nonce.split('.');
    const minutes = (count: number) => november + count * 60_000;
    expect(checkNonce(nonce, kid, minutes(9.99))).toBe(true);
    expect(checkNonce(nonce, kid, minutes(10))).toBe(false);
    expect(checkNonce(nonce, 'm'.repeat(43), november)).toBe(false);
    expect(checkNonce(`${Number(expiresAt) + 1}.${mac}`, kid, november)).toBe(false);
    expect(checkNonce(`${expiresAt}.${mac!.slice(1)}`, kid, november)).toBe(false);
    expect(checkNonce('', kid, november)).toBe(false);
    expect(requestNonces(new Uint8Array(32)).checkNonce(nonce, kid, november)).toBe(false);
  });
});
