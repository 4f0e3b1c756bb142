import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { StartProblem } from '../start-problem.ts';
import { hasCode, readIfThere } from '../store/file.ts';
import type { DrawnZone } from './drawing/drawn-zone.ts';

/** The rulebook of a file, or of an id, in its newest version unless one is named, in the folders where rulebooks lie. */
export async function findRulebook(
  name: string,
  folders: readonly string[],
  version: string | null = null,
): Promise<Rulebook> {
  if (name.endsWith('.json')) return parse(name, await readIfThere(name));
  for (const folder of folders) {
    const there = version === null ? await versionsIn(join(folder, name)) : [version];
    for (const each of there) {
      const path = join(folder, name, each, 'rulebook.json');
      const text = await readIfThere(path);
      if (text !== null) return parse(path, text);
    }
  }
  throw new StartProblem(
    `there is no rulebook ${version === null ? name : `${name} ${version}`} in ${folders.join(' or ')}`,
  );
}

/** Newest first: `10` after `9`. */
async function versionsIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

function parse(path: string, text: string | null): Rulebook {
  if (text === null) throw new StartProblem(`${path} is not there`);
  try {
    return readRulebook(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof v.ValiError)
      throw new StartProblem(`${path} is no rulebook: ${cause.message}`, { cause });
    throw cause;
  }
}

/** The zones of a rulebook that are drawn: those that grow from layers. Throws a `StartProblem` when it draws its own area, which no package holds. */
export function drawnZones(rulebook: Rulebook): DrawnZone[] {
  if (rulebook.area.outline)
    throw new StartProblem(`rulebook ${rulebook.id} draws its own area: build by the standing notice it adds to`);
  const zones = rulebook.zones.filter(({ base }) => base.length > 0);
  if (zones.length === 0) throw new StartProblem(`rulebook ${rulebook.id} has no zone that grows from a layer`);
  return zones.map(({ id, base, beltMeters, exclusions }) => ({ id, base, beltMeters, exclusions }));
}
