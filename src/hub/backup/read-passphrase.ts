import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartProblem } from '../start-problem.ts';

const shortest = 12;

/** The passphrase of a backup: the first line of a file, or of standard input; asked for without showing it where somebody types. */
export async function readPassphrase(file: string | null): Promise<string> {
  const text = file === null ? await readLine() : await readFileOf(file);
  const passphrase = text.split(/\r?\n/)[0] ?? '';
  if (passphrase.length < shortest)
    throw new StartProblem(`the passphrase must have at least ${shortest} characters, this has ${passphrase.length}`);
  return passphrase;
}

async function readFileOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StartProblem(`--passphrase-file: cannot read ${path} (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}

function readLine(): Promise<string> {
  const isTyped = process.stdin.isTTY;
  if (isTyped) process.stderr.write('Passphrase: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTyped });
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
      if (isTyped) process.stderr.write('\n');
    });
    lines.once('close', () => resolve(''));
  });
}
