import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load.ts';

export interface RunningLoad {
  /** All gateways are signed in. */
  readonly connected: Promise<void>;
  readonly result: Promise<LoadResult>;
}

type Told =
  | { readonly kind: 'connected' }
  | { readonly kind: 'progress'; readonly acknowledged: number }
  | { readonly kind: 'result'; readonly result: LoadResult };

/** Starts the load generator in a process of its own; it ends by itself, and with this process. */
export function startLoad(name: string, order: Omit<LoadOrder, 'measuredFrom'>): RunningLoad {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const told = <Kind extends Told['kind']>(kind: Kind) =>
    new Promise<Extract<Told, { kind: Kind }>>((resolve, reject) => {
      child.on('message', (each: Told) => {
        if (isOf(each, kind)) resolve(each);
      });
      child.once('exit', (code) => reject(new Error(`${name}: the load generator ended with ${code}`)));
    });
  child.on('message', (each: Told) => {
    if (each.kind === 'progress') process.stderr.write(`  ${name}: ${each.acknowledged} acknowledged\n`);
  });
  const connected = told('connected').then(() => undefined);
  connected.catch(() => undefined); // the result says the same
  child.send({ ...order, measuredFrom: Date.now() / 1000 });
  return { connected, result: told('result').then(({ result }) => result) };
}

function isOf<Kind extends Told['kind']>(told: Told, kind: Kind): told is Extract<Told, { kind: Kind }> {
  return told.kind === kind;
}
