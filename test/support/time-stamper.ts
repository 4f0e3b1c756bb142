import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** A real time stamping authority: OpenSSL's, behind a small HTTP server, with a root made for the test. */
export interface TimeStamper {
  readonly url: string;
  /** PEM of the root its certificate leads to. */
  readonly root: string;
  readonly asked: () => number;
  /** What it answers instead of stamping; null: it stamps. */
  fails(how: { status: number } | { body: string } | null): void;
  close(): Promise<void>;
}

const settings = `[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

export async function startTimeStamper(): Promise<TimeStamper> {
  const folder = await mkdtemp(join(tmpdir(), 'hulin-tsa-'));
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  await writeFile(join(folder, 'tsa.cnf'), settings);
  await writeFile(join(folder, 'serial'), '01\n');
  await writeFile(join(folder, 'use'), 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const root = ['-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Test root', '-days', '30000'];
  await openssl('req', '-x509', ...curve, ...root);
  await openssl('req', ...curve, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test time stamps');
  const by = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'use', '-days', '29000'];
  await openssl('x509', '-req', '-in', 'tsa.csr', ...by, '-out', 'tsa.pem');

  /** Null when OpenSSL would not. */
  const stamp = async (query: Buffer) => {
    await writeFile(join(folder, 'query'), query);
    const reply = ['ts', '-reply', '-queryfile', 'query', '-config', 'tsa.cnf', '-out', 'reply'];
    const isMade = await openssl(...reply).then(
      () => true,
      () => false,
    );
    return isMade ? readFile(join(folder, 'reply')) : null;
  };
  let asked = 0;
  let failing: { status: number } | { body: string } | null = null;
  const server = createServer((request, response) => {
    void buffer(request).then(async (query) => {
      asked += 1;
      if (failing && 'status' in failing) return void response.writeHead(failing.status).end();
      if (failing) return void response.end(failing.body);
      const answer = await stamp(query);
      if (!answer) return void response.writeHead(500).end();
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root: await readFile(join(folder, 'root.pem'), 'utf8'),
    asked: () => asked,
    fails: (how) => {
      failing = how;
    },
    close: async () => {
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
