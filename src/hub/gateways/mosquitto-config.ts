import { pbkdf2, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { utf8 } from '../../protocol/bytes.ts';
import { makeSecret } from '../mqtt/gateway-secret.ts';
import { createFile, replaceFile } from '../store/durable-file.ts';
import { readIfThere } from '../store/file.ts';

const pbkdf2Async = promisify(pbkdf2);
const iterations = 2000;
/** Where the examples expect their files; the folder asked for takes its place. */
const exampleFolder = '/etc/mosquitto/hulin';

export interface MosquittoPlan {
  /** The project's, with the examples in it. */
  readonly root: string;
  readonly folder: string;
  /** By login: gateways and the observer. Those already in the folder stay unless named in `without`. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly without: ReadonlySet<string>;
}

/** Writes Mosquitto's configuration, ACL and passwords into a folder; answers the hub's own password, which stays the same from time to time. */
export async function writeMosquittoConfig({ root, folder, secrets, without }: MosquittoPlan): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['mosquitto.conf', 'mosquitto-tls.conf', 'acl']) {
    const example = await readFile(join(root, 'src/hub/mqtt/examples', name), 'utf8');
    await replaceFile(join(folder, name), utf8(example.replaceAll(exampleFolder, folder)));
  }
  await createFile(join(folder, 'hub-password'), utf8(`${makeSecret()}\n`));
  const hub = (await readFile(join(folder, 'hub-password'), 'utf8')).trim();
  const known = new Map(((await readIfThere(join(folder, 'passwords'))) ?? '').split('\n').map(toEntry));
  for (const [login, secret] of [...secrets, ['hub', hub] as const]) known.set(login, await hashForMosquitto(secret));
  const lines = [...known]
    .filter(([login, hash]) => hash && !without.has(login))
    .map(([login, hash]) => `${login}:${hash}\n`);
  await replaceFile(join(folder, 'passwords'), utf8(lines.join('')));
  return hub;
}

function toEntry(line: string): [string, string] {
  const [login = '', hash = ''] = line.split(':');
  return [login, hash];
}

/** As `mosquitto_passwd` of version 2 writes it: PBKDF2 with SHA-512, its rounds beside it. */
async function hashForMosquitto(secret: string): Promise<string> {
  const salt = randomBytes(12);
  const hash = await pbkdf2Async(secret, salt, iterations, 64, 'sha512');
  return `$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
