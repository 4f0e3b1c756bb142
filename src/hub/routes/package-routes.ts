import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { type CurrentPackages, currentPackagesSchema } from '../../protocol/current-packages.ts';
import { nonceSchema } from '../../protocol/custody.ts';
import { type PackageList, packageListSchema } from '../../protocol/package-list.ts';
import { requestText, sha256Schema } from '../../protocol/signed.ts';
import type { Served } from '../distribution/package-shelf.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { type Answer, jsonAnswer, type Route, route } from './route.ts';

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
};

/** What is named by its hash never changes; it is for signed-in people alone, so that no shared cache keeps it. */
const forEver = { 'cache-control': 'private, max-age=31536000, immutable', vary: 'accept-encoding' };

/** The packages a phone should have and their content by hash; and the built-in ones as they lie in their folder. */
export function packageRoutes(tools: HubTools): Route[] {
  return [...currentRoutes(tools), ...builtInRoutes(tools)];
}

function currentRoutes({ shelf, keys, clock }: HubTools): Route[] {
  const current = route({
    method: 'GET',
    path: '/api/v1/packages/current',
    summary:
      'The rulebooks and zone packages every phone should have. Signed with purpose `package`; `request` is the digest of method, path with query, `nonce` and no body, as of a device-signed request.',
    who: 'session',
    query: { nonce: nonceSchema },
    answer: { kind: 'signed', schema: currentPackagesSchema },
    problems: ['bad-input'],
    handle: async ({ query: { nonce }, request: { raw, url } }) => {
      const request = await sha256Hex(await requestText('GET', raw.url ?? url, nonce, new Uint8Array()));
      const { rulebooks, zones, digest } = shelf.current;
      const named = { digest, rulebooks: [...rulebooks], zones: [...zones] };
      const text: CurrentPackages = { v: 1, kind: 'current', request, time: clock.now(), ...named, statements: true };
      return jsonAnswer(await keys.sign('package', JSON.stringify(text)));
    },
  });
  const document = route({
    method: 'GET',
    path: '/api/v1/packages/documents/{sha256}',
    summary:
      'A zone package’s `package.json` by the SHA-256 of its manifest, or a rulebook by that of its file. Brotli-encoded where the client takes it.',
    who: 'session',
    params: { sha256: sha256Schema },
    answer: { kind: 'bytes', type: 'application/json' },
    problems: ['bad-input', 'not-found'],
    handle: async ({ params: { sha256 }, request }) =>
      served(await shelf.document(sha256, takesBrotli(request)), 'application/json; charset=utf-8'),
  });
  const chunk = route({
    method: 'GET',
    path: '/api/v1/packages/chunks/{sha256}',
    summary:
      'One chunk of a zone package’s file (256 KiB, the last shorter) by its SHA-256. Brotli-encoded where the client takes it.',
    who: 'session',
    params: { sha256: sha256Schema },
    answer: { kind: 'bytes', type: 'application/octet-stream' },
    problems: ['bad-input', 'not-found'],
    handle: async ({ params: { sha256 }, request }) =>
      served(await shelf.chunk(sha256, takesBrotli(request)), 'application/octet-stream'),
  });
  const statement = route({
    method: 'GET',
    path: '/api/v1/packages/statements/{sha256}',
    summary:
      'What the hub signed (purpose `rulebook`) about a rulebook, by the SHA-256 of its file, with the certificate to check it by.',
    who: 'session',
    params: { sha256: sha256Schema },
    answer: { kind: 'bytes', type: 'application/json' },
    problems: ['bad-input', 'not-found'],
    handle: async ({ params: { sha256 } }) => {
      const text = shelf.statement(sha256);
      const bytes = text === null ? null : new TextEncoder().encode(text);
      return served(bytes && { bytes, isBrotli: false }, 'application/json; charset=utf-8');
    },
  });
  return [current, document, statement, chunk];
}

function served(found: Served | null, type: string): Answer {
  if (!found) throw new Refusal('not-found', 'on no package of this hub');
  const encoding = found.isBrotli ? { 'content-encoding': 'br' } : {};
  return { status: 200, headers: { ...forEver, ...encoding, 'content-type': type }, body: found.bytes };
}

/** `br` among the encodings the client accepts, unless it says by `q=0` that it does not. */
function takesBrotli({ headers }: FastifyRequest): boolean {
  const accepted = (headers['accept-encoding'] ?? '').split(',');
  return accepted.some((one) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$)|$)/i.test(one));
}

function builtInRoutes({ packagesFolder }: HubTools): Route[] {
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
