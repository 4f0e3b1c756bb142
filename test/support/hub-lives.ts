import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Fetch } from '../../src/app/sync/hub-http.ts';
import { restoreBackup } from '../../src/hub/backup/restore-backup.ts';
import { takeBackup } from '../../src/hub/backup/take-backup.ts';
import { closeChain } from '../../src/hub/custody/close-chain.ts';
import { DiskPartStore } from '../../src/hub/store/disk-part-store.ts';
import { migrate } from '../../src/hub/store/migrate.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from './hub-database.ts';
import { hubOn } from './hub-on.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { aPhone, type Phone } from './phone.ts';
import { PhoneLine } from './phone-line.ts';

const never = new AbortController().signal;
const passphrase = 'a good long passphrase';

interface Life {
  readonly name: string;
  readonly fresh: FreshDatabase;
  readonly hub: HubUnderTest;
}

/** A hub that is restored from its backups again and again, and phones that live through it. */
export class HubLives {
  /** Paths on which no request gets through to the hub. */
  losesRequest: (path: string) => boolean = () => false;
  readonly phones: Phone[] = [];
  readonly #folder: string;
  readonly #lives: Life[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async begin(name: string, at: number): Promise<HubLives> {
    const lives = new HubLives(await mkdtemp(join(tmpdir(), 'hulin-lives-')));
    await lives.#begin(await freshDatabase(), name, at);
    return lives;
  }

  get hub(): HubUnderTest {
    return this.#life.hub;
  }

  get fresh(): FreshDatabase {
    return this.#life.fresh;
  }

  /** A phone whose line leads to whichever hub lives; another tab of one with the profile of that. */
  aTab(of: { readonly profile?: string } = {}): Phone {
    const lines = new Map<HubUnderTest, PhoneLine>();
    const fetch: Fetch = (path, init) => {
      if (this.losesRequest(path)) throw new TypeError('no network');
      const line = lines.get(this.hub) ?? new PhoneLine(this.hub);
      lines.set(this.hub, line);
      return line.fetch(path, init);
    };
    const phone = aPhone({ ...of, fetch });
    this.phones.push(phone);
    return phone;
  }

  async aPhoneOf(role: 'ranger' | 'commander'): Promise<Phone> {
    const phone = this.aTab();
    const link = `#enrol=${await this.hub.code(role)}&hub=${this.hub.keys.identityKid}`;
    expect(await phone.enrolment.enrol(link, never)).toMatchObject({ ok: true });
    return phone;
  }

  /** Violations and parts that the hub has now. */
  async stored(): Promise<{ events: string[]; parts: string[] }> {
    const { database } = this.fresh;
    const events = await database.query<{ raw: string }>("select raw from event where kind = 'violation' order by raw");
    const parts = await database.query<{ sha256: string }>('select sha256 from part order by 1');
    return { events: events.map(({ raw }) => raw), parts: parts.map(({ sha256 }) => sha256) };
  }

  async backUpTo(name: string): Promise<string> {
    const file = join(this.#folder, `${name}.age`);
    const from = {
      database: this.fresh.database,
      ...this.#placesIn(this.#life.name),
      clock: this.hub.clock,
      work: 4,
    };
    await takeBackup(from, file, passphrase);
    this.hub.clock.pass(600_000);
    return file;
  }

  async restoreFrom(file: string, name: string): Promise<void> {
    const fresh = await emptyDatabase();
    const { clock } = this.hub;
    await restoreBackup({ database: fresh.database, ...this.#placesIn(name), clock }, file, passphrase);
    await migrate(fresh.database);
    await this.#begin(fresh, name, clock.now() + 600_000);
  }

  closes(chain: string): Promise<string | null> {
    return closeChain(this.hub, chain, '01940000-0000-7000-8000-000000000001');
  }

  async idsOn(chain: string): Promise<string[]> {
    const rows = await this.fresh.database.query<{ id: string }>(
      "select id from event where chain = $1 and outcome = 'stored' order by seq",
      [chain],
    );
    return rows.map(({ id }) => id);
  }

  async end(): Promise<void> {
    for (const phone of this.phones) phone.close();
    for (const { hub, fresh } of this.#lives) {
      await hub.close();
      await fresh.drop();
    }
    await rm(this.#folder, { recursive: true });
  }

  get #life(): Life {
    const life = this.#lives.at(-1);
    if (!life) throw new Error('no hub lives yet');
    return life;
  }

  async #begin(fresh: FreshDatabase, name: string, at: number): Promise<void> {
    const { keyFolder, parts } = this.#placesIn(name);
    this.#lives.push({ name, fresh, hub: await hubOn({ fresh, keyFolder, partStore: parts, now: at }) });
  }

  #placesIn(name: string) {
    return {
      parts: new DiskPartStore(join(this.#folder, name, 'parts')),
      keyFolder: join(this.#folder, name, 'keys'),
      packagesFolder: join(this.#folder, name, 'packages'),
    };
  }
}
