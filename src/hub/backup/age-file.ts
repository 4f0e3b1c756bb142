import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { ByteReader } from './byte-reader.ts';

/**
 * The age format, version 1, with one scrypt recipient (https://age-encryption.org/v1): whatever opens a backup in ten years need
 * not be Hulin, `age -d` will do.
 */
const intro = 'age-encryption.org/v1';
const scryptLabel = 'age-encryption.org/v1/scrypt';
/** 2^18 rounds, as the `age` program uses; a second or so. */
const usualWork = 18;
/** A file that asks for more is not ours. */
const hardestWork = 22;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const cipher = 'chacha20-poly1305';

/** A passphrase is wrong, or a file is no backup or was cut or changed. */
export class AgeProblem extends Error {
  override readonly name = 'AgeProblem';
}

/** Encrypts under a passphrase. `work` is the logarithm of scrypt's cost. */
export async function* encryptAge(
  plain: AsyncIterable<Uint8Array>,
  passphrase: string,
  work = usualWork,
): AsyncGenerator<Uint8Array> {
  const [fileKey, salt, nonce] = [randomBytes(16), randomBytes(16), randomBytes(16)];
  const wrapped = seal(wrapKeyOf(passphrase, salt, work), Buffer.alloc(12), fileKey);
  const header = `${intro}\n-> scrypt ${unpadded(salt)} ${work}\n${unpadded(wrapped)}\n---`;
  yield Buffer.from(`${header} ${unpadded(macOf(fileKey, header))}\n`);
  yield nonce;
  const key = payloadKeyOf(fileKey, nonce);
  let [index, waiting] = [0, Buffer.alloc(0)];
  for await (const bytes of plain) {
    waiting = Buffer.concat([waiting, bytes]);
    for (; waiting.length > chunkBytes; waiting = waiting.subarray(chunkBytes)) {
      yield seal(key, chunkNonce(index, false), waiting.subarray(0, chunkBytes));
      index += 1;
    }
  }
  yield seal(key, chunkNonce(index, true), waiting);
}

/** Decrypts; throws an `AgeProblem` at the first chunk that is not as it was written, and when the end is missing. */
export async function* decryptAge(sealed: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(sealed);
  const fileKey = await readHeader(reader, passphrase);
  const key = payloadKeyOf(fileKey, await take(reader, 16));
  for (let index = 0; ; index += 1) {
    const chunk = await reader.upTo(chunkBytes + tagBytes);
    const isLast = await reader.isAtEnd();
    const plain = open(key, chunkNonce(index, isLast), chunk);
    if (!plain) throw new AgeProblem(`cut or changed after ${index * chunkBytes} bytes`);
    if (plain.length > 0) yield plain;
    if (isLast) return;
  }
}

async function readHeader(reader: ByteReader, passphrase: string): Promise<Buffer> {
  const lines: string[] = [];
  for (let count = 0; count < 4; count += 1) lines.push((await reader.line(200)) ?? '');
  const [first, stanza = '', body = '', end = ''] = lines;
  const [, salt, work] = /^-> scrypt ([A-Za-z0-9+/]{22}) (\d{1,2})$/.exec(stanza) ?? [];
  if (first !== intro || !salt || !work || !end.startsWith('--- '))
    throw new AgeProblem('not an age file with a passphrase');
  if (Number(work) > hardestWork) throw new AgeProblem('asks for too much work');
  const wrapKey = wrapKeyOf(passphrase, Buffer.from(salt, 'base64'), Number(work));
  const fileKey = open(wrapKey, Buffer.alloc(12), Buffer.from(body, 'base64'));
  if (!fileKey) throw new AgeProblem('the passphrase is not the one it was made with');
  const mac = macOf(fileKey, `${lines.slice(0, 3).join('\n')}\n---`);
  const given = Buffer.from(end.slice(4), 'base64');
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) throw new AgeProblem('its header was changed');
  return fileKey;
}

async function take(reader: ByteReader, bytes: number): Promise<Buffer> {
  const taken = await reader.upTo(bytes);
  if (taken.length < bytes) throw new AgeProblem('cut after its header');
  return taken;
}

function wrapKeyOf(passphrase: string, salt: Buffer, work: number): Buffer {
  const [N, r, p] = [2 ** work, 8, 1];
  const secret = Buffer.from(passphrase.normalize('NFC'));
  return scryptSync(secret, Buffer.concat([Buffer.from(scryptLabel), salt]), 32, { N, r, p, maxmem: 256 * N * r });
}

function macOf(fileKey: Buffer, header: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', fileKey, Buffer.alloc(0), 'header', 32));
  return createHmac('sha256', key).update(header).digest();
}

function payloadKeyOf(fileKey: Buffer, nonce: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** Eleven bytes count the chunks, the twelfth marks the last: chunks cannot be moved, and the end cannot be cut off. */
function chunkNonce(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function seal(key: Buffer, nonce: Buffer, plain: Uint8Array): Buffer {
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  return Buffer.concat([sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer | null {
  if (sealed.length < tagBytes) return null;
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  opening.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(sealed.subarray(0, -tagBytes)), opening.final()]);
  } catch {
    return null; // it was sealed otherwise: the caller knows what that means
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
