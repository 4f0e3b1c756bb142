import { aHub, type HubUnderTest } from './hub-under-test.ts';
import { aPhone, type Phone, type PhoneOptions } from './phone.ts';
import { PhoneLine } from './phone-line.ts';

const never = new AbortController().signal;

export interface EnrolledPhone {
  readonly phone: Phone;
  readonly line: PhoneLine;
  readonly chain: string;
}

/** Phones and one hub in this process, each phone on a line of its own. */
export class PhoneScene {
  readonly hub: HubUnderTest;
  readonly #opened: Phone[] = [];

  private constructor(hub: HubUnderTest) {
    this.hub = hub;
  }

  /** The hub serves the packages placed in a folder after `hub.shelf.open()`. */
  static async begin(placedPackages: string | null = null): Promise<PhoneScene> {
    return new PhoneScene(await aHub({}, placedPackages));
  }

  /** Beside a hub that is there already. */
  static beside(hub: HubUnderTest): PhoneScene {
    return new PhoneScene(hub);
  }

  async linkFor(role: 'ranger' | 'commander' | 'gate-keeper' = 'ranger'): Promise<string> {
    return `#enrol=${await this.hub.code(role)}&hub=${this.hub.keys.identityKid}`;
  }

  /** A phone as it comes, closed with the others. */
  open(options: PhoneOptions): Phone {
    const phone = aPhone(options);
    this.#opened.push(phone);
    return phone;
  }

  async enrolledPhone(
    role: 'ranger' | 'commander' | 'gate-keeper' = 'ranger',
    options: Partial<PhoneOptions> = {},
  ): Promise<EnrolledPhone> {
    const line = new PhoneLine(this.hub);
    const phone = this.open({ fetch: line.fetch, ...options });
    const enrolled = await phone.enrolment.enrol(await this.linkFor(role), never);
    if (!enrolled.ok) throw new Error(`${enrolled.because}: ${enrolled.detail}`);
    return { phone, line, chain: enrolled.profile.chain };
  }

  /** A chain's events as the hub has them. */
  hubRows(chain: string): Promise<{ seq: number; hash: string; raw: string; receipt_raw: string }[]> {
    return this.hub.database.query('select seq, hash, raw, receipt_raw from event where chain = $1 order by seq', [
      chain,
    ]);
  }

  closePhones(): void {
    for (const phone of this.#opened.splice(0)) phone.close();
  }

  async end(): Promise<void> {
    this.closePhones();
    await this.hub.close();
  }
}

/** Everything a phone's database holds but the place in the pull. */
export async function everythingIn({ database }: Phone): Promise<unknown> {
  const tables = database.tables.filter(({ name }) => name !== 'cursor');
  return Promise.all(tables.map(async (table) => [table.name, await table.toArray()]));
}

/** An alarm nobody raised, to append small events about. */
export const anAlarm = (index: number) => ({
  ...{ id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, version: 1, rule: 'smoke-high' as const },
  ...{ station: 'lk-smoke-01', lon: 122, lat: 37, status: 'raised' as const, late: false, raisedAt: 0 },
  ...{ opening: { name: 'smoke', value: 0.6, measuredAt: 0 }, clearedAt: null, acknowledged: null },
  ...{
    closing: null,
    evidence: [],
    level: 'single' as const,
    neighbours: [],
    supersededBy: null,
    file: { entries: [] },
  },
});
