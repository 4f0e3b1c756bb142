import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what the system gives to whoever asks for any port: until it is bound, a second or two later, nobody gets it by chance. */
const [lowest, beyond] = [15_000, 32_000] as const;
const given = new Set<number>();

/** A TCP port of this machine that nobody uses just now, and that this process has not given out before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const port = randomInt(lowest, beyond);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no TCP port from ${lowest} to ${beyond} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
