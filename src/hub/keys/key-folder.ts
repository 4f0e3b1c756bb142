import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { utf8 } from '../../protocol/bytes.ts';
import { type PublicJwk, publicJwkSchema, thumbprint } from '../../protocol/signed.ts';
import { StartProblem } from '../start-problem.ts';
import { createFile, syncFolder } from '../store/durable-file.ts';
import { readIfThere } from '../store/file.ts';

export type KeyUse = 'identity' | 'signing' | 'sealing';

/** A private key of the folder with its public half. `season` for sealing keys. */
export interface StoredKey {
  readonly use: KeyUse;
  readonly kid: string;
  readonly season: string | null;
  readonly jwk: PublicJwk;
  readonly privateJwk: JsonWebKey;
}

const privateJwkSchema = v.object({ ...publicJwkSchema.entries, d: v.string() });
/** Persisted: `identity.jwk`, `signing-<kid>.jwk`, `sealing-<season>-<kid>.jwk`, `nonce.key`. */
const fileName = /^(?:(identity)|(signing)-([\w-]{43})|(sealing)-(\d{4}-\d{4})-([\w-]{43}))\.jwk$/;

/** The hub's private keys as files (0600) of one folder (0700), which hubs may share. Files are made whole and never overwritten. */
export class KeyFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await chmod(this.#folder, 0o700);
  }

  async readAll(): Promise<StoredKey[]> {
    const names = (await readdir(this.#folder)).filter((name) => fileName.test(name));
    return Promise.all(names.toSorted().map((name) => this.#read(name)));
  }

  /** Makes a fresh key; when another hub made the same file first, that one. */
  async create(use: KeyUse, season: string | null): Promise<StoredKey> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const jwk = v.parse(privateJwkSchema, { kty, crv, x, y, d });
    const suffix = use === 'identity' ? '' : `-${season ? `${season}-` : ''}${await thumbprint(jwk)}`;
    const name = `${use}${suffix}.jwk`;
    await createFile(join(this.#folder, name), utf8(`${JSON.stringify(jwk)}\n`));
    return this.#read(name);
  }

  /** Deletes a sealing key for good; nothing happens when it is gone already. */
  async destroySealing(kid: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => fileName.exec(name)?.[6] === kid);
    for (const name of names) await rm(join(this.#folder, name), { force: true });
    if (names.length > 0) await syncFolder(this.#folder);
  }

  /** The secret of the request nonces; null when there is none. */
  async nonceSecret(): Promise<Uint8Array<ArrayBuffer> | null> {
    const text = await readIfThere(join(this.#folder, 'nonce.key'));
    return text ? new Uint8Array(Buffer.from(text.trim(), 'base64url')) : null;
  }

  /** Makes it, unless another hub did first. */
  async createNonceSecret(): Promise<void> {
    await createFile(join(this.#folder, 'nonce.key'), utf8(`${randomBytes(32).toString('base64url')}\n`));
  }

  async #read(name: string): Promise<StoredKey> {
    const [, identity, signing, , sealing, season = null] = fileName.exec(name) ?? [];
    const use = (identity ?? signing ?? sealing) as KeyUse;
    const privateJwk = await readPrivateJwk(join(this.#folder, name));
    const jwk = v.parse(publicJwkSchema, privateJwk);
    return { use, kid: await thumbprint(jwk), season, jwk, privateJwk };
  }
}

async function readPrivateJwk(path: string): Promise<v.InferOutput<typeof privateJwkSchema>> {
  const text = await readFile(path, 'utf8');
  try {
    return v.parse(privateJwkSchema, JSON.parse(text));
  } catch (cause) {
    throw new StartProblem(`${path} is no private key: restore it from the backup`, { cause });
  }
}
