import { test as base, type TestInfo } from '@playwright/test';
import { type HubProcess, type HubProcessOptions, startHub } from '../../support/hub-process.ts';
import type { BrowserProfile } from './browser-profile.ts';
import { Command } from './command.ts';
import { Ranger, type RangerOptions } from './ranger.ts';

/** Sets up who and what a journey needs, and clears all of it away at its end. When it failed, shows what the screens showed. */
export class Stage {
  readonly #browsers = new Map<string, BrowserProfile>();
  readonly #hubs: HubProcess[] = [];

  async hub(options: HubProcessOptions = {}): Promise<HubProcess> {
    const hub = await startHub(options);
    this.#hubs.push(hub);
    return hub;
  }

  async ranger(hub: HubProcess, options: RangerOptions = {}): Promise<Ranger> {
    const ranger = await this.newcomer(hub, options);
    await ranger.enrols(hub);
    return ranger;
  }

  /** A ranger whose phone has opened nothing yet. */
  async newcomer(hub: HubProcess, options: RangerOptions = {}): Promise<Ranger> {
    const ranger = await Ranger.withPhone(hub, options);
    this.#browsers.set(`ranger-${this.#browsers.size}`, ranger.phone);
    return ranger;
  }

  async command(hub: HubProcess, role: 'commander' | 'administrator' = 'commander'): Promise<Command> {
    const command = await Command.atDesk(hub);
    this.#browsers.set(role, command.desk);
    await command.enrols(hub, role);
    return command;
  }

  async clear(info: TestInfo): Promise<void> {
    const failed = info.status !== info.expectedStatus;
    for (const [name, browser] of this.#browsers) {
      if (failed) await attach(info, name, browser);
      await browser.dispose();
    }
    for (const hub of this.#hubs) {
      if (failed) console.log(`hub at ${hub.url}:\n${hub.stderr()}`);
      await hub.dispose();
    }
  }
}

async function attach(info: TestInfo, name: string, browser: BrowserProfile): Promise<void> {
  if (browser.complaints.length > 0) console.log(`${name} complained:\n  ${browser.complaints.join('\n  ')}`);
  if (!browser.isOpen) return;
  await browser.page.screenshot({ path: info.outputPath(`${name}.png`) });
}

/** A journey's test, with a stage of its own. */
export const journey = base.extend<{ stage: Stage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  stage: async ({}, use, info) => {
    const stage = new Stage();
    await use(stage);
    await stage.clear(info);
  },
});
