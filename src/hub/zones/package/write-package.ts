import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { utf8 } from '../../../protocol/bytes.ts';
import {
  type SignedPackage,
  signedPackageSchema,
  type ZonePackage,
  zonePackageSchema,
} from '../../../protocol/zone-package.ts';
import { StartProblem } from '../../start-problem.ts';
import { syncFolder } from '../../store/durable-file.ts';
import { hasCode, readIfThere } from '../../store/file.ts';
import type { PackageSigner } from './package-signer.ts';

/** Where a package lies now, and whether it lay there already, the same to the byte. */
export interface WrittenPackage {
  readonly folder: string;
  readonly isNew: boolean;
}

/**
 * Writes a package to `<out>/<id>/<version>/`: first beside it under a name that begins with a dot, then by one rename. What is
 * there already is never changed: the same package is left as it is, another one of the same version is refused.
 */
export async function writePackage(
  out: string,
  manifest: ZonePackage,
  files: ReadonlyMap<string, Uint8Array>,
  signer: PackageSigner,
  signal: AbortSignal,
): Promise<WrittenPackage> {
  const raw = JSON.stringify(v.parse(zonePackageSchema, manifest));
  const folder = join(out, manifest.id, manifest.version);
  const known = await manifestThere(folder);
  if (known === raw) return { folder, isNew: false };
  if (known !== null)
    throw new StartProblem(`${folder} holds another package already: give this one another --version`);
  const signed: SignedPackage = { v: 1, manifest: await signer.sign(raw), keys: signer.keys };
  const json = utf8(`${JSON.stringify(v.parse(signedPackageSchema, signed))}\n`);
  await mkdir(out, { recursive: true });
  await clearLeftovers(out);
  const unfinished = join(out, `.building-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(unfinished);
    for (const [name, bytes] of [...files, ['package.json', json] as const]) {
      await writeFile(join(unfinished, name), bytes, { signal, flush: true });
    }
    await mkdir(join(out, manifest.id), { recursive: true });
    signal.throwIfAborted();
    await putInPlace(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await syncFolder(join(out, manifest.id));
  return { folder, isNew: true };
}

async function putInPlace(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (cause) {
    if (!hasCode(cause, 'ENOTEMPTY') && !hasCode(cause, 'EEXIST')) throw cause;
    throw new StartProblem(`${folder} is there already, and is no whole package: remove it first`, { cause });
  }
}

async function manifestThere(folder: string): Promise<string | null> {
  const text = await readIfThere(join(folder, 'package.json'));
  if (text === null) return null;
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), signedPackageSchema), text);
  return file.success ? file.output.manifest.raw : '';
}

/** What builders that were killed have left behind. */
async function clearLeftovers(out: string): Promise<void> {
  for (const name of await readdir(out)) {
    const pid = /^\.building-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(out, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM'); // there, and somebody else's
  }
}
