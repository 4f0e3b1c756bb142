import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { type PackageList, packageListSchema } from '../../protocol/package-list.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type Route, route } from './route.ts';

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
};

/** Rulebooks and zone packages as they lie in their folder. */
export function packageRoutes({ packagesFolder }: HubTools): Route[] {
  const list = route({
    method: 'GET',
    path: '/api/v1/packages/',
    summary: 'Every file of every rulebook and zone package, with its SHA-256.',
    who: 'session',
    answer: { kind: 'json', schema: packageListSchema },
    problems: [],
    handle: async () => {
      const files = await Promise.all((await listFiles(packagesFolder)).map((path) => describe(packagesFolder, path)));
      return jsonAnswer({ v: 1, files } satisfies PackageList);
    },
  });
  const file = route({
    method: 'GET',
    path: '/api/v1/packages/{+path}',
    summary: 'One file of a package.',
    who: 'session',
    params: { path: v.pipe(v.string(), v.maxLength(300)) },
    answer: { kind: 'bytes', type: 'application/octet-stream' },
    problems: ['not-found'],
    handle: async ({ params: { path } }) => {
      const isListed = (await listFiles(packagesFolder)).includes(path);
      if (!isListed) throw new Refusal('not-found', 'no such file in any package');
      const headers = { 'content-type': types[extname(path)] ?? 'application/octet-stream' };
      return { status: 200, headers, body: await readFile(join(packagesFolder, path)) };
    },
  });
  return [list, file];
}

/** Paths with forward slashes, ascending. Only what is listed can be asked for: there is no way out of the folder. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).toSorted();
}

async function describe(folder: string, path: string): Promise<PackageList['files'][number]> {
  const bytes = new Uint8Array(await readFile(join(folder, path)));
  return { path, bytes: bytes.length, sha256: await sha256Hex(bytes) };
}
