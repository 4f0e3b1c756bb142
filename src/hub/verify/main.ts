import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Term } from '../../domain/shared/codes.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { checkNames } from '../../protocol/evidence/checks.ts';
import {
  isHubKnown,
  type Trusted,
  type Verification,
  verifyEvidence,
} from '../../protocol/evidence/verify-evidence.ts';
import { type Certificate, readPem } from '../../protocol/time-stamp/certificate.ts';
import { forTerminal } from './for-terminal.ts';
import { sayCase } from './say-case.ts';

const usage = `npm run verify -- FILE [--hub FINGERPRINT] [--tsa-root FILE.pem] [--all] [--json]
  --hub       the hub's fingerprint as the authority publishes it (identity key, RFC 7638)
  --tsa-root  root certificates of the time stamping authority
  --all       every check, not only those that are wrong or for a person to make
  exit code 0 whole, 1 tampered (says what), 2 unreadable, wrong use, or a fault of this program`;

class UsageProblem extends Error {}

/** Checks an evidence package offline and sets the exit code. A fault of ours says nothing about the package: it is 2 as well. */
export async function main(args: readonly string[], verify = verifyEvidence): Promise<void> {
  try {
    process.exitCode = await run(args, verify);
  } catch (problem) {
    const isUsage = problem instanceof UsageProblem;
    process.stderr.write(
      `verify: ${isUsage ? problem.message : `${say(failed)}\n${String((problem as Error)?.stack)}`}\n`,
    );
    process.exitCode = 2;
  }
}

async function run(args: readonly string[], verify: typeof verifyEvidence): Promise<number> {
  const { file, trusted, isAll, isJson } = await readArguments(args);
  const verification = await verify(await readBytes(file), trusted);
  process.stdout.write(isJson ? toJson(verification) : sayVerification(file, verification, isAll));
  return { whole: 0, tampered: 1, unreadable: 2 }[verification.outcome];
}

async function readArguments(args: readonly string[]) {
  const options = {
    hub: { type: 'string' },
    'tsa-root': { type: 'string' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parse(() => parseArgs({ args: [...args], options, allowPositionals: true }));
  const [file, ...rest] = positionals;
  if (values.help || !file || rest.length > 0) throw new UsageProblem(usage);
  const trusted: Trusted = { hub: values.hub ?? null, roots: await readRoots(values['tsa-root']) };
  return { file, trusted, isAll: values.all === true, isJson: values.json === true };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (problem) {
    throw new UsageProblem(`${problem instanceof Error ? problem.message : ''}\n${usage}`);
  }
}

async function readRoots(path: string | undefined): Promise<readonly Certificate[]> {
  if (path === undefined) return [];
  const text = new TextDecoder().decode(await readBytes(path));
  return parse(() => readPem(text));
}

async function readBytes(path: string): Promise<Bytes> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (problem) {
    throw new UsageProblem(`${path}: cannot be read (${(problem as NodeJS.ErrnoException).code})`);
  }
}

function toJson(verification: Verification): string {
  const { outcome } = verification;
  const checks = outcome === 'unreadable' ? [] : verification.checks;
  return `${JSON.stringify({ outcome, checks }, null, 2)}\n`;
}

const { LC_ALL, LC_MESSAGES, LANG = '' } = process.env;
const isChinese = (LC_ALL || LC_MESSAGES || LANG).startsWith('zh');
const say = ({ zh, en }: Term) => (isChinese ? zh : en);

const verdicts = {
  whole: { zh: '完整：没有发现改动', en: 'whole: nothing was changed' },
  tampered: { zh: '被改动', en: 'TAMPERED' },
  unreadable: { zh: '无法读取：不是护林证据包', en: 'unreadable: no evidence package' },
} as const;
const failed = {
  zh: '核验程序出错，未能核验；这不说明文件被改动',
  en: 'this program failed and could not check it; that says nothing about the package',
} as const;
const unknownHub = { zh: '；由哪个平台签名：未核对（用 --hub）', en: '; by whom: not checked (give --hub)' } as const;
const marks = { right: '✓', wrong: '✗', open: '?' } as const;

function sayVerification(file: string, verification: Verification, isAll: boolean): string {
  const verdict = `${file}: ${say(verdicts[verification.outcome])}`;
  if (verification.outcome === 'unreadable') return `${verdict}\n`;
  const lines = [isHubKnown(verification) ? verdict : `${verdict}${say(unknownHub)}`];
  const shown = verification.checks.filter(({ outcome }) => isAll || outcome !== 'right');
  for (const { check, item, outcome, text } of shown) {
    lines.push(`${marks[outcome]} ${say(checkNames[check])} · ${item}${text ? `: ${say(text)}` : ''}`);
  }
  const count = verification.checks.filter(({ outcome }) => outcome === 'right').length;
  lines.push(say({ zh: `${count} 项核验通过`, en: `${count} checks passed` }));
  if (verification.evidence) lines.push('', ...sayCase(verification.evidence, say));
  return `${lines.map(forTerminal).join('\n')}\n`;
}
