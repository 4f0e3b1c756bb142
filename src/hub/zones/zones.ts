import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Terminal } from './terminal.ts';
import type { Work } from './work.ts';

/** What every command works with. `now`: epoch ms. */
export interface Zones {
  readonly root: string;
  readonly config: Config;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly work: Work;
  readonly now: number;
}

/** Where rulebooks lie: those placed at the hub, then those that come with the app. */
export function rulebookFolders({ root, config }: Zones): string[] {
  return [join(config.data, 'packages'), join(root, 'public', 'packages')];
}
