import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { freePort } from '../support/free-port.ts';

const source = fileURLToPath(new URL('reference', import.meta.url));
const worker = fileURLToPath(new URL('reference/service-worker.ts', import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The reference page, built and precached like the app, on an origin of its own. */
export interface ReferenceSite {
  readonly url: string;
  close(): Promise<void>;
}

export async function startReferenceSite(): Promise<ReferenceSite> {
  const folder = await mkdtemp(join(tmpdir(), 'hulin-reference-'));
  await buildInto(folder);
  const server = createServer(({ url = '/' }, answer) => {
    const name = url === '/' ? 'index.html' : url.slice(1);
    if (!readdirSync(folder).includes(name)) return answer.writeHead(404).end();
    answer.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
    return answer.end(readFileSync(join(folder, name)));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function buildInto(outDir: string): Promise<void> {
  const common: InlineConfig = { configFile: false, publicDir: false, logLevel: 'warn' };
  const output = { entryFileNames: '[name].js', assetFileNames: '[name][extname]' };
  await build({
    ...common,
    root: source,
    build: { outDir, emptyOutDir: true, target: 'es2022', rolldownOptions: { output } },
  });
  const files = readdirSync(outDir).map((name) => ({ url: `/${name}`, revision: '1' }));
  await build({
    ...common,
    define: { 'process.env.NODE_ENV': '"production"', 'self.listed': JSON.stringify(files) },
    build: {
      ...{ outDir, emptyOutDir: false, target: 'es2022' },
      rolldownOptions: { input: worker, output: { format: 'iife', entryFileNames: 'service-worker.js' } },
    },
  });
}
