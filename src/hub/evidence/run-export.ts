import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { evidenceRequestSchema } from '../../protocol/evidence/evidence-requests.ts';
import { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import { readOfficeShelf } from '../distribution/office-shelf.ts';
import { PackageShelf } from '../distribution/package-shelf.ts';
import { StoredStatements } from '../distribution/rulebook-statements.ts';
import { openHubKeys } from '../keys/hub-keys.ts';
import type { HubClock } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { DiskPartStore } from '../store/disk-part-store.ts';
import { joinStore } from '../store/join-store.ts';
import { buildEvidence } from './build-evidence.ts';
import { evidencePageOf } from './evidence-page.ts';

export const exportUsage =
  'npm run hub -- export-evidence --record ID [--record ID …] --reason TEXT [--open] [--out FILE]';

interface ExportWorld {
  readonly root: string;
  readonly config: Config;
  readonly clock: HubClock;
  readonly say: (line: string) => void;
}

/**
 * Writes an evidence package from the hub's own machine, beside a running hub or without one. The account that asked stands in the logs. Answers what was written.
 * Throws a `StartProblem` for wrong use, a record the hub does not have, or a file that is there already.
 */
export async function runExport(world: ExportWorld, args: readonly string[]): Promise<string> {
  const wanted = readArguments(args);
  const opened = new ClosingStack();
  try {
    const database = await joinStore(world.config, opened, world.say);
    const keys = await openHubKeys(world.config.keys, database, world.clock.now());
    const packagesFolder = join(world.root, 'public', 'packages');
    const shelf = new PackageShelf({
      ...{ placedFolder: join(world.config.data, 'packages'), builtInFolder: packagesFolder },
      identityKid: keys.identityKid,
      onBad: () => undefined,
      onCurrent: async () => undefined,
      onProblem: () => undefined,
      statements: new StoredStatements(database, keys, world.clock),
      readOffice: (known) => readOfficeShelf(database, known),
    });
    await shelf.open();
    const parts = new DiskPartStore(join(world.config.data, 'parts'));
    const tools = { database, keys, parts, clock: world.clock, shelf, packagesFolder };
    const request = { ...wanted.request, by: { operator: userInfo().username } };
    const built = await buildEvidence(
      { ...tools, evidencePage: evidencePageOf(world.root) },
      request,
      new AbortController().signal,
    );
    if (!built.ok)
      throw new StartProblem(
        `record ${built.record}: ${built.because === 'missing' ? 'the hub has no such record' : 'too much for one package'}`,
      );
    await writeNew(wanted.out, built.bytes);
    return `${wanted.out}\n${built.bytes.length} bytes, SHA-256 ${built.sha256}`;
  } finally {
    await opened.closeAll();
  }
}

function readArguments(args: readonly string[]) {
  const options = {
    record: { type: 'string', multiple: true },
    reason: { type: 'string' },
    open: { type: 'boolean' },
    out: { type: 'string' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const { record = [], reason = '', open = false } = values;
    const request = v.parse(evidenceRequestSchema, { records: record, reason, open });
    return { request, out: resolve(values.out ?? `hulin-evidence-${record[0] ?? ''}.zip`) };
  } catch (cause) {
    const because = cause instanceof Error ? cause.message.split('\n')[0] : '';
    throw new StartProblem(`export-evidence: ${because}. ${exportUsage}`, { cause });
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new StartProblem(`${path}: cannot be written (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
