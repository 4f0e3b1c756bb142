import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program said, on either stream, and its exit code. */
export interface ClientRun {
  readonly code: number | null;
  readonly out: string;
}

/** Runs one of the system's MQTT clients to its end, with `input` as its standard input. */
export async function runClient(program: string, args: readonly string[], input = ''): Promise<ClientRun> {
  const child = spawn(program, args);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  child.stdin.on('error', () => undefined); // refused before it was sent
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, out };
}
