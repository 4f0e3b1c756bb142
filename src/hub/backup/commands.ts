import { join } from 'node:path';
import { civilDateAt, civilTimeAt } from '../../domain/clock/civil-date.ts';
import { ClosingStack } from '../closing-stack.ts';
import type { Config } from '../config.ts';
import { gatewayCommand, gatewayUsage } from '../gateways/gateway-commands.ts';
import type { ChangingUse } from '../keys/certify-keys.ts';
import { openHubKeys } from '../keys/hub-keys.ts';
import type { Database } from '../ports.ts';
import { StartProblem } from '../start-problem.ts';
import { partsFolder } from '../store/claim-parts.ts';
import { DiskPartStore } from '../store/disk-part-store.ts';
import { migrate } from '../store/migrate.ts';
import { reachStore } from '../store/reach-store.ts';
import { readPassphrase } from './read-passphrase.ts';
import { restoreBackup } from './restore-backup.ts';
import { takeBackup } from './take-backup.ts';

/** What `npm run hub -- …` may be asked for besides serving. */
export const commandUsage = [
  'backup FILE [--passphrase-file F]',
  'restore FILE [--passphrase-file F]',
  'rotate-keys [signing] [sealing]',
  ...gatewayUsage,
] as const;

export function isCommand(name: string | undefined): boolean {
  return commandUsage.some((one) => one.split(' ')[0] === name);
}

export interface CommandWorld {
  readonly root: string;
  readonly config: Config;
  readonly say: (line: string) => void;
}

const clock = { now: () => Date.now() };

/** Runs one command to its end, beside hubs that are serving or without any. Answers the exit code; what is at fault outside is a `StartProblem`. */
export async function runCommand(world: CommandWorld, [name, ...args]: readonly string[]): Promise<number> {
  const opened = new ClosingStack();
  try {
    const work = await readCommand(name, args);
    const database = await reachStore(world.config, opened, world.say);
    return await work(world, database);
  } finally {
    await opened.closeAll();
  }
}

type Work = (world: CommandWorld, database: Database) => Promise<number>;

function readCommand(name: string | undefined, args: readonly string[]): Promise<Work> {
  if (name === 'rotate-keys') return rotation(args);
  if (name && gatewayUsage.some((one) => one.startsWith(`${name} `))) return gatewayCommand(name, args);
  return fileCommand(name, args);
}

async function rotation(args: readonly string[]): Promise<Work> {
  const uses = ['signing', 'sealing'] as const;
  const wanted = uses.filter((use) => args.includes(use));
  if (args.some((arg) => !uses.some((use) => use === arg))) throw unknown(args);
  return (world, database) => rotate(world, database, wanted.length > 0 ? wanted : uses);
}

async function rotate(
  { config, say }: CommandWorld,
  database: Database,
  uses: readonly ChangingUse[],
): Promise<number> {
  await migrate(database);
  const keys = await openHubKeys(config.keys, database, clock.now());
  await keys.rotate(uses, clock.now());
  say(`fresh keys for ${uses.join(' and ')}: hubs that are serving take them up now, phones at their next contact`);
  return 0;
}

async function fileCommand(name: string | undefined, args: readonly string[]): Promise<Work> {
  const [file, option, passphraseFile, ...more] = args;
  const isWellFormed = option === undefined || (option === '--passphrase-file' && passphraseFile !== undefined);
  if (!file || file.startsWith('-') || !isWellFormed || more.length > 0) throw unknown([name ?? '', ...args]);
  const passphrase = await readPassphrase(passphraseFile ?? null);
  return name === 'backup'
    ? (world, database) => backup(world, database, file, passphrase)
    : (world, database) => restore(world, database, file, passphrase);
}

async function backup({ config, say }: CommandWorld, database: Database, file: string, passphrase: string) {
  await migrate(database);
  const taken = await takeBackup({ database, ...placesOf(config), clock }, file, passphrase);
  say(`${file}: ${taken.rows} rows, ${taken.parts} parts, ${taken.bytes} bytes; covers ${sayMoment(taken.horizonAt)}`);
  for (const sha256 of taken.lost)
    say(`part ${sha256} is in the database and not in the folder of parts, or damaged there`);
  if (taken.lost.length === 0) return 0;
  say(`${taken.lost.length} parts are missing: phones are not told that they may let go of anything`);
  return 1;
}

async function restore({ config, say }: CommandWorld, database: Database, file: string, passphrase: string) {
  const restored = await restoreBackup({ database, ...placesOf(config), clock }, file, passphrase);
  say(`restored ${restored.rows} rows and ${restored.parts} parts as of ${sayMoment(restored.madeAt)}`);
  if (restored.isPackageGuessed)
    say(
      'this backup does not tell which version of a zone package was current: see that <id>/current names the right one',
    );
  say('phones push again by themselves what is newer; devices revoked since then have to be revoked again');
  say(
    'what was erased by hand since then can be read again until a desk that knew of it has synced: sync one, or order it anew',
  );
  return 0;
}

function placesOf({ data, keys }: Config) {
  return { parts: new DiskPartStore(partsFolder(data)), keyFolder: keys, packagesFolder: join(data, 'packages') };
}

/** By Weihai's clocks. */
function sayMoment(at: number): string {
  return `${civilDateAt(at)} ${civilTimeAt(at)} (UTC+8)`;
}

function unknown(args: readonly string[]): StartProblem {
  return new StartProblem(`cannot read "${args.join(' ')}": npm run hub -- ${commandUsage.join(' | ')}`);
}
