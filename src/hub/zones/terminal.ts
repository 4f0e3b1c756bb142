import process from 'node:process';
import type { Term } from '../../domain/shared/codes.ts';
import type { PackageWarning } from '../../protocol/zone-package.ts';
import type { Show } from './work.ts';

/** Lines for people on standard error, so that standard output is the answer alone; progress only where somebody watches. */
export interface Terminal {
  readonly show: Show;
  complain(line: string): void;
  answer(text: string): Promise<void>;
  /** A term in the language of this terminal. */
  say(term: Term): string;
}

export function openTerminal(environment: Readonly<Record<string, string | undefined>>): Terminal {
  const language = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  const isWatched = process.stderr.isTTY;
  const clear = isWatched ? '\r\u001B[K' : '';
  return {
    show: (what, done, of) => {
      if (isWatched) process.stderr.write(`${clear}${what} …${of > 0 ? ` ${Math.floor((100 * done) / of)} %` : ''}`);
    },
    complain: (line) => void process.stderr.write(`${clear}${line}\n`),
    answer: (text) => new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve())),
    say: (term) => (language.startsWith('zh') ? term.zh : term.en),
  };
}

/** `forest 12 (East ridge) at 122.10000, 37.30000: crosses itself …` */
export function sayFinding({ layer, feature, text, at }: Omit<PackageWarning, 'code'>, { say }: Terminal): string {
  const place = at ? ` ${say({ zh: '位于', en: 'at' })} ${at[0].toFixed(6)}, ${at[1].toFixed(6)}` : '';
  return `${layer} ${feature}${place}: ${say(text)}`;
}
