import { listSilent } from '../../../src/hub/mqtt/list-silent.ts';
import { readMessage } from '../../../src/hub/mqtt/read-message.ts';
import { storeBatch } from '../../../src/hub/mqtt/store-batch.ts';
import { markSilent } from '../../../src/hub/mqtt/watch-silence.ts';
import type { Alarm } from '../../../src/protocol/pull.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, type Persona } from '../../support/personas.ts';

const minute = 60_000;

/** What a sensor says at a minute after the scene's beginning. */
export interface Said {
  readonly smoke: number;
  readonly co?: number;
  readonly h?: 0 | 1;
  readonly station?: string;
}

/** A whole hub with sensors `one` and `two` beside each other at gateway `gw`, and a commander at its desk. */
export class AlarmScene {
  readonly hub: HubUnderTest;
  readonly commander: Persona;
  readonly #startAt: number;
  #seq = 0;
  #last = Buffer.alloc(0);

  private constructor(hub: HubUnderTest, commander: Persona) {
    this.hub = hub;
    this.commander = commander;
    this.#startAt = hub.clock.now();
  }

  static async open(): Promise<AlarmScene> {
    const hub = await aHub();
    const commander = await (await asCommander(hub)).signIn();
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) values ('gw', '', '', 0)",
    );
    for (const [id, kind] of [
      ['gw', 'gateway'],
      ['one', 'smoke-sensor'],
      ['two', 'smoke-sensor'],
    ]) {
      await hub.database.query(
        `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at)
         values ($1, 'gw', $2, $1, $1, 122.03, 37.43, 60000, 0)`,
        [id, kind],
      );
    }
    return new AlarmScene(hub, commander);
  }

  at(minutes: number): number {
    return this.#startAt + minutes * minute;
  }

  /** A message measured at this minute; it comes at once, or at the minute `comes`. */
  async says(measured: number, { smoke, co, h = 0, station = 'one' }: Said, comes = measured): Promise<void> {
    const receivedAt = this.at(comes);
    this.hub.clock.pass(Math.max(0, receivedAt - this.hub.clock.now()));
    const bt = this.at(measured) / 1000;
    const e = [
      { bn: `${station}:`, bt, n: 'smoke', u: '/', v: smoke },
      ...(co === undefined ? [] : [{ n: 'co', u: 'ppm', v: co }]),
    ];
    this.#seq += 1;
    this.#last = Buffer.from(JSON.stringify({ v: 1, boot: 1, seq: this.#seq, sent: bt + 0.5, h, e }));
    await this.#arrives(receivedAt);
  }

  /** The gateway sends its last message once more: it is alive, and has nothing new. */
  repeats(minutes: number): Promise<void> {
    return this.#arrives(this.at(minutes));
  }

  /** The hub notices who is silent by now, and lists it. */
  async listens(minutes: number): Promise<void> {
    await markSilent(this.hub.database, this.at(minutes), 0);
    await listSilent(this.hub.database, this.hub.keys, this.at(minutes), 0);
  }

  /** A step of the alarm that stands at a station. */
  async does(changes: object, station = 'one'): Promise<string | undefined> {
    const alarm = (await this.alarm(station))?.id;
    const step = await this.commander.record({ kind: 'alarm-step', body: { alarm, changes }, base: 99 });
    const [result] = (await this.commander.push([step])).results;
    return result?.outcome;
  }

  async acknowledges(station = 'one'): Promise<void> {
    const alarm = (await this.alarm(station))?.id;
    await this.commander.push([await this.commander.record({ kind: 'acknowledgement', body: { alarm }, base: 1 })]);
  }

  /** The newest state of an alarm at a station, as the desk was told it. */
  async alarm(station = 'one'): Promise<Alarm | undefined> {
    const rows = await this.alarms();
    return rows.find((row) => row.station === station && row.status !== 'superseded');
  }

  /** The newest state of every alarm, the last opened first. */
  async alarms(): Promise<Alarm[]> {
    const rows = await this.hub.database.query<{ body: Alarm }>(
      "select distinct on (key) body from change where entity = 'alarm' order by key, n desc",
    );
    return rows.map(({ body }) => body).toSorted((a, b) => b.opening.measuredAt - a.opening.measuredAt);
  }

  /** What the hub's own chain says of alarms, oldest first: station, status. */
  async chain(): Promise<string[]> {
    const rows = await this.hub.database.query<{ raw: string }>(
      'select e.raw from event e join hub h on h.chain = e.chain where e.raw like \'%"kind":"alarm"%\' order by e.seq',
    );
    return rows.map(({ raw }) => {
      const { body } = JSON.parse(raw) as { body: { station: string; status: string } };
      return `${body.station} ${body.status}`;
    });
  }

  async #arrives(receivedAt: number): Promise<void> {
    const incoming = { topic: 'hulin/v1/gw/tel', payload: this.#last, receivedAt, retained: false };
    await storeBatch(this.hub.database, this.hub.keys, [readMessage(incoming)], receivedAt);
  }

  close(): Promise<void> {
    return this.hub.close();
  }
}
