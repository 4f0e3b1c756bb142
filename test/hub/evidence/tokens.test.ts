import { execFile } from 'node:child_process';
import { createHash, createSign, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPem } from '../../../src/protocol/time-stamp/certificate.ts';
import { checkToken } from '../../../src/protocol/time-stamp/check-token.ts';
import { readToken } from '../../../src/protocol/time-stamp/read-token.ts';
import { readStampAnswer, stampRequest, toNonce } from '../../../src/protocol/time-stamp/stamp-request.ts';
import { startTimeStamper, type TimeStamper } from '../../support/time-stamper.ts';

const sha256 = createHash('sha256').update('what is stamped').digest('hex');

/** Tokens as an authority would never make them: OpenSSL's CMS signs anything for anybody. */
describe('a time stamp token', () => {
  let folder: string;
  let authority: TimeStamper;
  let token: Uint8Array<ArrayBuffer>;
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const stampNow = async () => {
    const body = stampRequest(sha256, toNonce(randomBytes(8)));
    const response = await fetch(authority.url, { method: 'POST', body });
    const answer = readStampAnswer(new Uint8Array(await response.arrayBuffer()));
    if (!answer.ok) throw new Error('the authority refused');
    return answer.token;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hulin-tokens-'));
    authority = await startTimeStamper();
    token = await stampNow();
  });
  afterAll(async () => {
    await authority.close();
    await rm(folder, { recursive: true });
  });

  const roots = () => readPem(authority.root);
  const curve = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'];
  /** A statement under another certificate, with keys of `kind`; unless `info` is given it is of after the certificate was made. */
  const signedBy = async (extensions: string, kind: readonly string[], info?: Uint8Array, hash = 'sha512') => {
    const bytes = await signedToken(extensions, kind, hash, info);
    return checkToken(bytes, sha256, readPem(await readFile(join(folder, 'r'), 'utf8')));
  };
  const signedToken = async (extensions: string, kind: readonly string[], hash: string, info?: Uint8Array) => {
    const root = ['-keyout', 'rk', '-out', 'r', '-subj', '/CN=Root', '-days', '30000'];
    const by = ['-CA', 'r', '-CAkey', 'rk', '-CAcreateserial', '-extfile', 'use', '-days', '29000'];
    await writeFile(join(folder, 'use'), extensions);
    await openssl('req', '-newkey', ...kind, '-nodes', '-keyout', 'k', '-out', 'csr', '-subj', '/CN=Somebody');
    await openssl('req', '-x509', '-newkey', ...curve, '-nodes', ...root);
    await openssl('x509', '-req', '-in', 'csr', ...by, '-out', 'c');
    await writeFile(join(folder, 'info'), info ?? readToken(await stampNow()).content);
    const form = ['-binary', '-nodetach', '-cades', '-econtent_type', '1.2.840.113549.1.9.16.1.4', '-outform', 'DER'];
    const files = ['-in', 'info', '-signer', 'c', '-inkey', 'k', '-out', 'token'];
    await openssl('cms', '-sign', ...form, ...files, '-md', hash);
    return new Uint8Array(await readFile(join(folder, 'token')));
  };

  it('is right for its text, its certificate and its root', async () => {
    expect(await checkToken(token, sha256, roots())).toMatchObject({ authority: 'Test time stamps', faults: [] });
  });

  it('is wrong for another text', async () => {
    expect((await checkToken(token, '0'.repeat(64), roots())).faults).toEqual(['other-text']);
  });

  it('is right with RSA, other curves and SHA-512', async () => {
    const use = 'extendedKeyUsage=critical,timeStamping';
    expect((await signedBy(use, ['rsa:2048'])).faults).toEqual([]);
    expect((await signedBy(use, curve)).faults).toEqual([]);
  });

  it.each([
    ['a certificate for something else as well', 'extendedKeyUsage=critical,timeStamping,codeSigning'],
    ['a certificate that does not insist on it', 'extendedKeyUsage=timeStamping'],
    ['a certificate for anything', 'basicConstraints=CA:FALSE'],
  ])('is not taken from %s', async (_what, extensions) => {
    expect((await signedBy(extensions, curve)).faults).toEqual(['wrong-purpose']);
  });

  it('is not taken when its content is named by SHA-1, however it is signed', async () => {
    const use = 'extendedKeyUsage=critical,timeStamping';
    expect((await signedBy(use, ['rsa:2048'], undefined, 'sha1')).faults).toEqual(['unknown-algorithm']);
    const bytes = Buffer.from(await signedToken(use, ['rsa:2048'], 'sha1'));
    const { signer } = readToken(new Uint8Array(bytes));
    const [plainRsa, rsaOverSha256] = ['2a864886f70d010101', '2a864886f70d01010b'].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    rsaOverSha256?.copy(bytes, bytes.lastIndexOf(plainRsa ?? ''));
    const signature = createSign('sha256')
      .update(signer.signed)
      .sign(await readFile(join(folder, 'k')));
    signature.copy(bytes, bytes.lastIndexOf(signer.signature));
    const checked = await checkToken(new Uint8Array(bytes), sha256, readPem(await readFile(join(folder, 'r'), 'utf8')));
    expect(checked.faults).toEqual(['unknown-algorithm']);
  });

  it('is not taken when its certificate was not valid yet', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100)); // certificates count in seconds
    const early = readToken(token).content;
    expect((await signedBy('extendedKeyUsage=critical,timeStamping', curve, early)).faults).toEqual(['out-of-date']);
  });

  it('is not taken from a certificate with a critical extension nobody here knows', async () => {
    const use = 'extendedKeyUsage=critical,timeStamping\n1.2.3.4.5=critical,ASN1:UTF8String:x';
    expect((await signedBy(use, curve)).faults).toEqual(['no-chain']);
  });

  it('loses its signature with any byte of what is signed', async () => {
    const { content, signer } = readToken(token);
    const whole = Buffer.from(token);
    for (const part of [content, signer.signature, signer.signed.subarray(4)]) {
      const from = whole.indexOf(part);
      for (let at = from; at < from + part.length; at += 7) {
        const changed = new Uint8Array(token);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect((await checkToken(changed, sha256, roots())).faults, `byte ${at}`).not.toEqual([]);
      }
    }
  });

  it('that is none is said to be unreadable', async () => {
    for (const bytes of [new Uint8Array(), randomBytes(50), new TextEncoder().encode('<html>')]) {
      expect((await checkToken(bytes, sha256, roots())).faults).toEqual(['unreadable']);
    }
  });
});
