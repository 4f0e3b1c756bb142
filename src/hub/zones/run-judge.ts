import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ZoneSet } from '../../domain/zone/zone-set.ts';
import { StartProblem } from '../start-problem.ts';
import { hasCode } from '../store/file.ts';
import { findRulebook } from './find-rulebook.ts';
import { judgedHeader, judgePoint } from './judge-points.ts';
import { type OpenedPackage, openPackage, packageFoldersAt } from './package/open-package.ts';
import { type Arguments, UsageProblem } from './read-arguments.ts';
import { readMoment, readPoints } from './read-points.ts';
import { rulebookFolders, type Zones } from './zones.ts';

/** Judges a table of points. Bad rows are named, the rest goes on. 0: judged; 1: package tampered, or a bad row when that is to count; 2: nothing readable. */
export async function runJudge(args: Extract<Arguments, { kind: 'judge' }>, zones: Zones): Promise<number> {
  const { terminal, work, now } = zones;
  const opened = await openOne(resolve(args.package));
  const { id, version } = opened.manifest.rulebook;
  const folders = rulebookFolders(zones);
  const rulebook = await (args.rulebook === null
    ? findRulebook(id, folders, version)
    : findRulebook(args.rulebook, folders));
  const set: ZoneSet = { bounds: opened.manifest.bounds, layers: Object.fromEntries(opened.layers) };
  const rows = readPoints(await readTable(args.points));
  const at = momentOf(args.at, now);
  const lines = [judgedHeader];
  let bad = 0;
  for (const [done, row] of rows.entries()) {
    await work.step(done, rows.length);
    if (row.ok) lines.push(judgePoint(row.row, rulebook, set, at));
    else terminal.complain(`${args.points} line ${row.line}: ${row.because}`);
    bad += row.ok ? 0 : 1;
  }
  await terminal.answer(lines.join('\n'));
  if (bad === rows.length) terminal.complain(`zones: ${args.points} holds no point that can be read`);
  return bad === rows.length ? 2 : args.isStrict && bad > 0 ? 1 : 0;
}

async function openOne(path: string): Promise<Extract<OpenedPackage, { kind: 'whole' }>> {
  const folders = await packageFoldersAt(path);
  const [folder, another] = folders;
  if (folder === undefined || another !== undefined)
    throw new UsageProblem(`there are several packages: name one of ${folders.join(', ')}`);
  const opened = await openPackage(folder, null);
  if (opened.kind === 'unreadable') throw new UsageProblem(`${folder}: ${opened.because}`);
  if (opened.kind === 'tampered')
    throw new StartProblem(opened.faults.map((fault) => `${folder}: ${fault}`).join('\n'));
  return opened;
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new UsageProblem(`${path} is not there`, { cause });
    throw cause;
  }
}

function momentOf(given: string | null, now: number): number {
  const at = given === null ? now : readMoment(given);
  if (at === null || Number.isNaN(at)) throw new UsageProblem(`--at ${given}: say a moment, as 2026-03-01T10:00`);
  return at;
}
