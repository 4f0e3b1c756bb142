import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

/** The system's `mosquitto_sub`, listening. */
export interface Subscriber {
  /** What it has heard under `hulin/`, a line each, in the form it was asked for. */
  heard(): string[];
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts one and waits until the broker has taken its subscriptions: what is said from then on it hears. */
export async function startSubscriber(args: readonly string[]): Promise<Subscriber> {
  const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', '-d', ...args]); // into a pipe it would say nothing before its first message
  const ended = once(child, 'close');
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  await eventually(
    () => out,
    (said) => said.includes('Subscribed'),
  );
  return {
    heard: () => out.split('\n').filter((line) => line.startsWith('hulin/')),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}
