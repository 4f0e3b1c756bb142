import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { decryptAge, encryptAge } from '../../../src/hub/backup/age-file.ts';
import { readTar, writeTar } from '../../../src/hub/backup/tar.ts';

const passphrase = 'correct horse battery';
/** Written by the program `age` 1.1.1: `age -p`. */
const byAge =
  'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBDVWNLalpTWXpGV1FwQjVqOVBrTE93IDE4ClA5TmJDd2xtOVpzYmtBK3ZTOVc1cWdtV3pLcEY1UWpqSFdjL01YcVFDU0UKLS0tIC84MUZVRHc0TkdYOWVhcFM5eVRHeEJZNHNmZVdqQXRsRWJpMUx0d01OOW8Knu2KIZs3GVpeEN5OO2okcZ2WcTvIwHNix3G++tsuFOP/QWm1Wf9ywpZkWIzWj0Qe9JT4n2U3';

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
const streamed = (bytes: Uint8Array, at = 1000): Readable => {
  const pieces = Array.from({ length: Math.ceil(bytes.length / at) }, (_, index) =>
    bytes.subarray(index * at, (index + 1) * at),
  );
  return Readable.from(pieces);
};
const sealed = (plain: Uint8Array) => whole(encryptAge(streamed(plain), passphrase, 4));
const opened = (file: Uint8Array, key = passphrase) => whole(decryptAge(streamed(file, 777), key));

describe('an age file', () => {
  it('written by age itself is read', async () => {
    expect((await opened(Buffer.from(byAge, 'base64'))).toString()).toBe('written by age itself\n');
  });

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])('of %i bytes is the same again', async (bytes) => {
    const plain = Buffer.alloc(bytes, 'forest');
    expect((await opened(await sealed(plain))).equals(plain)).toBe(true);
  });

  it('opens under no other passphrase', async () => {
    await expect(opened(await sealed(Buffer.from('x')), 'incorrect horse battery')).rejects.toThrow('the passphrase');
  });

  it('is found out wherever a byte of it is changed or its end is cut', async () => {
    const file = await sealed(Buffer.alloc(70_000, 7));
    for (const at of [0, 30, 60, 110, 150, 200, 60_000, file.length - 1]) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(opened(changed), `byte ${at}`).rejects.toThrow();
    }
    for (const cut of [1, 17, 4000, 4464, 5000, file.length - 20]) {
      await expect(opened(file.subarray(0, file.length - cut)), `${cut} bytes cut`).rejects.toThrow();
    }
  });
});

describe('an archive', () => {
  it('gives back every file with its name and bytes, long names too', async () => {
    const long = `packages/${'z'.repeat(60)}/${'v'.repeat(60)}/package.json`;
    const files = [
      { name: 'backup.json', bytes: Buffer.from('{}') },
      { name: long, bytes: Buffer.alloc(512, 1) },
      { name: 'parts/empty', bytes: Buffer.alloc(0) },
      { name: 'parts/odd', bytes: Buffer.alloc(1537, 2) },
    ];
    const archive = await whole(writeTar(Readable.from(files)));
    const read: { name: string; bytes: Buffer }[] = [];
    for await (const { name, bytes } of readTar(streamed(archive))) read.push({ name, bytes: Buffer.from(bytes) });
    expect(read.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    expect(read.every(({ bytes }, index) => bytes.equals(files[index]?.bytes ?? Buffer.alloc(1)))).toBe(true);
  });

  it('that ends in the middle is no archive', async () => {
    const archive = await whole(writeTar(Readable.from([{ name: 'a', bytes: Buffer.alloc(900) }])));
    const read = async () => {
      for await (const { bytes } of readTar(streamed(archive.subarray(0, 1000)))) expect(bytes.length).toBe(900);
    };
    await expect(read()).rejects.toThrow('ends in the middle');
  });
});
