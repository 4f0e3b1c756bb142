import { resolve } from 'node:path';
import { StartProblem } from '../start-problem.ts';
import { measurePackage } from './check-package.ts';
import { checkRulebookFolder, rulebookFoldersAt } from './check-rulebook-folder.ts';
import { findRulebook } from './find-rulebook.ts';
import { openPackage, packageFoldersAt } from './package/open-package.ts';
import type { Arguments } from './read-arguments.ts';
import { sayDrawingFault } from './run-build.ts';
import { rulebookFolders, type Zones } from './zones.ts';

/** Checks every package and rulebook at a path; the worst answer counts. 0: whole, 1: faulty, 2: unreadable. */
export async function runCheck(args: Extract<Arguments, { kind: 'check' }>, zones: Zones): Promise<number> {
  const codes: number[] = [];
  const rulebooks = await rulebookFoldersAt(resolve(args.package));
  const folders = await packageFoldersAt(resolve(args.package)).catch((problem: unknown) => {
    if (!(problem instanceof StartProblem)) throw problem;
    if (rulebooks.length === 0) zones.terminal.complain(`zones: ${problem.message}`);
    return [];
  });
  for (const folder of rulebooks) codes.push(await checkRulebook(folder, args.hub, zones));
  for (const folder of folders) codes.push(await checkOne(folder, args.hub, zones));
  return codes.length === 0 ? 2 : Math.max(...codes);
}

async function checkRulebook(folder: string, hub: string | null, { terminal }: Zones): Promise<number> {
  const { code, says } = await checkRulebookFolder(folder, hub);
  if (code === 0) await terminal.answer(`${folder}: ${says}`);
  else terminal.complain(`${folder}: ${says}`);
  return code;
}

async function checkOne(folder: string, hub: string | null, zones: Zones): Promise<number> {
  const { terminal, work } = zones;
  const opened = await openPackage(folder, hub);
  if (opened.kind === 'unreadable') return say(2, [`unreadable: ${opened.because}`]);
  if (opened.kind === 'tampered') return say(1, opened.faults);
  const { manifest } = opened;
  const rulebook = await findRulebook(manifest.rulebook.id, rulebookFolders(zones), manifest.rulebook.version);
  const { faults, mostInsideMeters, mostOutsideMeters, samples } = await measurePackage(opened, rulebook, work);
  if (faults.length > 0) return say(1, faults.map(sayDrawingFault));
  const belt = `belt ${mostInsideMeters.toFixed(2)} … +${mostOutsideMeters.toFixed(2)} m at ${samples} places`;
  await terminal.answer(`${folder}: whole; ${manifest.id} ${manifest.version}, signed by hub ${opened.hub}; ${belt}`);
  return 0;

  function say(code: number, lines: readonly string[]): number {
    for (const line of lines) terminal.complain(`${folder}: ${line}`);
    return code;
  }
}
